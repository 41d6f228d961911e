/* The port: what the runtime asks of this kernel. Not instrumented.
 *
 * The kernel is a static Linux process without a C library. A kernel on a machine has the same
 * functions; only the system calls below become its console, its page tables and its reset.
 */
#include "kernel.h"

#include <kmsan_port.h>
#include <sys/msan.h>

static long system_call(long number, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "+a"(number)
                   : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return number;
}

static __attribute__((noreturn)) void power_off(int code) {
  for (;;)
    system_call(231 /* exit_group */, code, 0, 0, 0, 0, 0);
}

/* One task on one processor: one stack of contexts, and one lock that only it can hold. */
static struct kmsan_context_stack contexts;
struct kmsan_context_stack *kmsan_port_contexts(void) { return &contexts; }

static bool is_reporting;
bool kmsan_port_report_begin(void) {
  return !__atomic_exchange_n(&is_reporting, true, __ATOMIC_ACQUIRE);
}
void kmsan_port_report_end(void) { is_reporting = false; }

size_t kmsan_port_walk(const void *frame, uintptr_t *addresses, size_t max) {
  const uintptr_t end = KERNEL_MAP_START + KERNEL_MAP_SIZE - 2 * sizeof(uintptr_t);
  uintptr_t current = (uintptr_t)frame;
  size_t count = 0;
  while (count < max && current >= KERNEL_MAP_START && current < end) {
    const uintptr_t *words = (const uintptr_t *)current;
    addresses[count++] = words[1];
    if (words[0] <= current)
      break;
    current = words[0];
  }
  return count;
}

void kmsan_port_console(const char *text, size_t size) {
  system_call(1 /* write */, 2, (long)text, (long)size, 0, 0, 0);
}

extern const struct kernel_symbol __start_kernel_symbols[], __stop_kernel_symbols[];
size_t kmsan_port_symbol(
    uintptr_t address, char *name, size_t max, uintptr_t *start, uintptr_t *size) {
  const struct kernel_symbol *found = NULL;
  for (const struct kernel_symbol *s = __start_kernel_symbols; s < __stop_kernel_symbols; s++)
    if ((uintptr_t)s->start <= address && (!found || s->start > found->start))
      found = s;
  if (!found)
    return 0;
  size_t length = 0;
  for (; found->name[length] && length < max; length++)
    name[length] = found->name[length];
  *start = (uintptr_t)found->start;
  *size = 0; /* This table does not know. */
  return length;
}

size_t kmsan_port_task(char *text, size_t max) {
  static const char line[] = "CPU: 0 PID: 0 Comm: kernel";
  size_t length = sizeof(line) - 1 < max ? sizeof(line) - 1 : max;
  kmsan_move_bytes(text, line, length);
  return length;
}

bool kmsan_port_segment(
    enum kmsan_carrier carrier, const void *structure, struct kmsan_segment *segment) {
  return false; /* This kernel has no such structures. */
}

void *kmsan_port_depot(size_t *size) {
  static uint64_t depot[1 << 14]; /* 128 KiB */
  *size = sizeof(depot);
  return depot;
}

void kmsan_port_panic(void) { power_off(2); }

/* There is no clock: a period of reports never ends. */
uint64_t kmsan_port_seconds(void) { return 0; }

/* What the runtime calls, and the compiler, which makes memcpy of a memmove at will. */
void *memset(void *to, int byte, size_t size) {
  void *start = to;
  __asm__ volatile("rep stosb" : "+D"(to), "+c"(size) : "a"(byte) : "memory");
  return start;
}
void *memmove(void *to, const void *from, size_t size) {
  void *start = to;
  if ((uintptr_t)to - (uintptr_t)from >= size) {
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
  } else {
    const char *end = (const char *)from + size - 1;
    to = (char *)to + size - 1;
    __asm__ volatile("std; rep movsb; cld" : "+D"(to), "+S"(end), "+c"(size) : : "memory");
  }
  return start;
}

void *memcpy(void *to, const void *from, size_t size) __attribute__((alias("memmove")));

void *kernel_allocate(size_t size) {
  static uintptr_t next = KERNEL_MAP_START;
  void *memory = (void *)next;
  next += (size + 15) & ~15ul;
  kmsan_poison_allocated(memory, size, KMSAN_TYPE_KMEM, kmsan_frame());
  return memory;
}

void kernel_interrupt(void (*handler)(void)) {
  kmsan_intr_enter();
  handler();
  kmsan_intr_leave();
}

static void map(uintptr_t start) {
  /* Readable, writable; private, anonymous, at this place. */
  if (system_call(9 /* mmap */, (long)start, KERNEL_MAP_SIZE, 3, 0x100022, -1, 0) == (long)start)
    return;
  kmsan_port_console("kernel: the place of memory, shadow or origins is taken\n", 56);
  power_off(1);
}

/* Whether a page of this process is mapped: mincore() knows. */
bool kmsan_port_is_mapped(const void *address) {
  char resident;
  return !system_call(27, (long)address & ~4095l, 4096, (long)&resident, 0, 0, 0);
}

static __attribute__((used, noreturn)) void run(void) {
  kmsan_start();
  kernel_main();
  power_off(kmsan_report_count() ? 2 : 0);
}
KERNEL_SYMBOL(run);

/* The metadata is there before the first instrumented function runs, and so is its stack's. The runtime
 * is started on that stack. */
__attribute__((used, noreturn)) void boot(void) {
  map(KERNEL_MAP_START);
  map(KERNEL_MAP_START + SHADOW_DISTANCE);
  map(KERNEL_MAP_START + ORIGIN_DISTANCE);
  __asm__ volatile("mov %0, %%rsp; xor %%ebp, %%ebp; call run"
                   :
                   : "r"(KERNEL_MAP_START + KERNEL_MAP_SIZE));
  __builtin_unreachable();
}
__asm__(".globl _start; _start: and $-16, %rsp; call boot");
