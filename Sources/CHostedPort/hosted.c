/* The C library's side of the hosted port. Never instrumented. */
#define _GNU_SOURCE
#include "hosted.h"
#include "hosted_tasks.h"
#include "kmsan_kernel.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/malloc.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern const char etext[];

bool hosted_reserve_at(uintptr_t address, size_t size) {
  void *wanted = (void *)address;
  void *got = mmap(
      wanted, size, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  if (got == MAP_FAILED)
    return false;
  if (got != wanted) { /* a kernel that does not know MAP_FIXED_NOREPLACE */
    munmap(got, size);
    errno = EEXIST;
    return false;
  }
  madvise(got, size, MADV_DONTDUMP);
  return true;
}

void *hosted_reserve(size_t size) {
  void *got = mmap(
      NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return got == MAP_FAILED ? NULL : got;
}

bool hosted_is_mapped(const void *address) {
  uintptr_t page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
  unsigned char resident;
  return mincore((void *)((uintptr_t)address & ~(page_size - 1)), 1, &resident) == 0;
}

void hosted_restart_without_randomization(char **arguments) {
  int now = personality(0xffffffff);
  if (now == -1 || (now & ADDR_NO_RANDOMIZE))
    return;
  if (personality((unsigned long)now | ADDR_NO_RANDOMIZE) == -1)
    return;
  execve("/proc/self/exe", arguments, environ);
}

/* The console: what the standard error stream was at the start. The program may close that. */
static int console = -1;

void hosted_keep_console(void) {
  /* Out of the way of the numbers that programs get, or expect to get. */
  console = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 1000);
  if (console < 0)
    console = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 100);
}

void hosted_write_error(const char *text, size_t size) {
  int descriptor = console >= 0 ? console : STDERR_FILENO;
  while (size) {
    ssize_t written = write(descriptor, text, size);
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0 && errno == EBADF && descriptor != STDERR_FILENO) {
      descriptor = STDERR_FILENO;
      continue;
    }
    if (written <= 0)
      return;
    text += written;
    size -= (size_t)written;
  }
}

_Noreturn void hosted_end(int code) { _exit(code); }

_Noreturn void hosted_flush_and_end(int code) {
  fflush(NULL);
  _exit(code);
}

bool hosted_at_exit(void (*function)(void)) { return atexit(function) == 0; }

const char *hosted_variable(const char *name) { return getenv(name); }

const void *hosted_map_program(size_t *size) {
  struct stat status;
  void *file = MAP_FAILED;
  int descriptor = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return NULL;
  if (!fstat(descriptor, &status)) {
    *size = (size_t)status.st_size;
    file = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  }
  close(descriptor);
  return file == MAP_FAILED ? NULL : file;
}

uintptr_t hosted_program_bias(void) {
  const Elf64_Ehdr *header = (const Elf64_Ehdr *)__ehdr_start;
  return header->e_type == ET_DYN ? (uintptr_t)__ehdr_start : 0;
}

bool hosted_is_in_program(uintptr_t address) {
  return address >= (uintptr_t)__ehdr_start && address < (uintptr_t)etext;
}

const char *hosted_library_symbol(uintptr_t address, uintptr_t *start, uintptr_t *size) {
  Dl_info info;
  Elf64_Sym *symbol = NULL;
  if (!dladdr1((void *)address, &info, (void **)&symbol, RTLD_DL_SYMENT) || !info.dli_sname)
    return NULL;
  *start = (uintptr_t)info.dli_saddr;
  *size = symbol ? symbol->st_size : 0;
  return info.dli_sname;
}

uint64_t hosted_seconds(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec;
}

/* The task that holds the lock; NULL when it is free. Taking it and saying whose it is are one
 * operation: an interrupt that came between two would wait for ever. */
static struct task_struct *reporting;

bool hosted_report_lock(void) {
  struct task_struct *task = hosted_current();
  struct task_struct *holder = NULL;
  while (!__atomic_compare_exchange_n(
      &reporting, &holder, task, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
    if (holder == task)
      return false;
    holder = NULL;
    sched_yield();
  }
  return true;
}

void hosted_report_unlock(void) { __atomic_store_n(&reporting, NULL, __ATOMIC_RELEASE); }

bool hosted_is_reporting(void) {
  return __atomic_load_n(&reporting, __ATOMIC_RELAXED) == hosted_current();
}

/* In parentheses, these are the C library's. */
void *hosted_allocate(size_t size) {
  hosted_interrupts_off();
  void *memory = (malloc)(size);
  hosted_interrupts_on();
  return memory;
}

size_t hosted_allocation_size(const void *memory) { return malloc_usable_size((void *)memory); }

void hosted_free(void *memory) {
  hosted_interrupts_off();
  (free)(memory);
  hosted_interrupts_on();
}

struct malloc_type M_TEMP[1] = {{"temp"}};
struct malloc_type M_DEVBUF[1] = {{"devbuf"}};

int printk(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  hosted_interrupts_off();
  int length = vprintf(format, arguments);
  fflush(stdout); /* What was printed must not be lost when the program faults. */
  hosted_interrupts_on();
  va_end(arguments);
  return length;
}

int kernel_snprintf(char *text, size_t size, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  hosted_interrupts_off();
  int length = vsnprintf(text, size, format, arguments);
  hosted_interrupts_on();
  va_end(arguments);
  if (length >= 0 && size)
    kmsan_mark(text, (size_t)length < size ? (size_t)length + 1 : size, KMSAN_STATE_INITED);
  return length;
}

/* Before the constructors of instrumented code. The C library passes main()'s arguments. */
__attribute__((constructor(101))) static void start(int count, char **arguments) {
  (void)count;
  hosted_start(arguments);
}
