/* A process as the place of cases: its main program, and what kmsan_case.h wants of a machine. Signals
 * stand for exceptions and non-maskable interrupts, threads of the host for processors. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <kmsan_case.h>
#include <kmsan_case_registry.h>
#include <kmsan_port.h>

#include "hosted.h"

enum { PROCESSORS = 2 };

static _Thread_local unsigned processor;

/* What a signal's handler calls. */
static void (*handler_of_signal)(void *);
static void *argument_of_signal;

static void call_handler(void) {
  kmsan_intr_enter();
  handler_of_signal(argument_of_signal);
  kmsan_intr_leave();
}

static void on_nmi(int signal) {
  (void)signal;
  call_handler();
}

/* ud2 has two bytes; the program goes on behind it. */
static void on_exception(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)info;
  call_handler();
  ((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] += 2;
}

static void set_handler(void (*handler)(void *), void *argument) {
  handler_of_signal = handler;
  argument_of_signal = argument;
}

void machine_nmi(void (*handler)(void *), void *argument) {
  set_handler(handler, argument);
  /* In place, so that the frame is this function's when the signal comes. */
  long result = SYS_tgkill;
  register long process __asm__("rdi") = getpid();
  register long thread __asm__("rsi") = gettid();
  register long number __asm__("rdx") = SIGUSR1;
  __asm__ volatile("syscall"
                   : "+a"(result)
                   : "r"(process), "r"(thread), "r"(number)
                   : "rcx", "r11", "memory");
}

void machine_exception(void (*handler)(void *), void *argument) {
  set_handler(handler, argument);
  __asm__ volatile("ud2" : : : "memory");
}

void machine_interrupts_off(void) { hosted_interrupts_off(); }
void machine_interrupts_on(void) { hosted_interrupts_on(); }

unsigned machine_processor_count(void) { return PROCESSORS; }
unsigned machine_processor(void) { return processor; }

/* What the other processor does. */
static struct {
  pthread_t thread;
  void (*function)(void *);
  void *argument;
} work;

static void *process(void *unused) {
  processor = 1;
  work.function(work.argument);
  return unused;
}

bool machine_start_on(unsigned number, void (*function)(void *), void *argument) {
  if (number != 1)
    return false;
  work.function = function;
  work.argument = argument;
  return !pthread_create(&work.thread, NULL, process, NULL);
}

void machine_wait_for(unsigned number) {
  if (number == 1)
    pthread_join(work.thread, NULL);
}

bool machine_run_on(unsigned number, void (*function)(void *), void *argument) {
  if (!machine_start_on(number, function, argument))
    return false;
  machine_wait_for(number);
  return true;
}

void *machine_grow_map(size_t size) {
  void *memory = mmap(
      NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    return NULL;
  kmsan_poison_allocated(memory, size, KMSAN_TYPE_KMEM, kmsan_frame());
  return memory;
}

void *machine_direct_map(const void *memory) {
  (void)memory;
  return NULL;
}

uint64_t *machine_page(const void *memory) {
  (void)memory;
  return NULL;
}

void case_reset(void) {
  interrupt_every(0);
  interrupt_register(NULL, NULL);
}

static int name_count;
static char **names;

static int is_named(unsigned number) {
  for (int i = 0; i < name_count; i++)
    if (!(strcmp)(names[i], case_table[number].name))
      return 1;
  return 0;
}

int main(int count, char **arguments) {
  struct sigaction nmi = {.sa_handler = on_nmi, .sa_flags = SA_NODEFER};
  struct sigaction exception = {
      .sa_sigaction = on_exception, .sa_flags = SA_SIGINFO | SA_NODEFER};
  sigaction(SIGUSR1, &nmi, NULL);
  sigaction(SIGILL, &exception, NULL);
  name_count = count - 1;
  names = arguments + 1;
  case_run_all(count > 1 ? is_named : NULL);
  return 0;
}
