/* The part of a boundary program that is never instrumented: it runs cases and counts their reports.
 * Prints a line for each case: its number, its reports, its wrong results. */
#include "boundary.h"

#include <kmsan_kernel.h>
#include <kmsan_runtime.h>
#include <linux/kthread.h>
#include <stdlib.h>

volatile u64 wrong_results;
volatile int always = 1;
struct all_words uninitialized;

void plain_sink_memory(struct all_words words) { __asm__ volatile("" ::"r"(&words)); }
void plain_sink_variadic(int count, ...) { __asm__ volatile("" ::"r"(count)); }
u64 plain_scalar_result(const struct all_words *from) { return from->v[0]; }
struct word_pair plain_pair_result(const struct all_words *from) {
  return *(const struct word_pair *)from;
}
struct all_words plain_memory_result(const struct all_words *from) { return *from; }

static int levels;

static void handle_interrupt(void *unused) {
  (void)unused;
  stock_event_call();
  event_call();
  if (levels-- > 0)
    interrupt_raise();
  event_call();
}

void event_interrupt(void) {
  levels = 0;
  interrupt_raise();
}

void event_nested_interrupt(void) {
  levels = 2;
  interrupt_raise();
}

void event_context_switch(void) { schedule(); }

static volatile int is_done;

static int run_other_task(void *unused) {
  (void)unused;
  while (!is_done) {
    stock_event_call();
    event_call();
    schedule();
  }
  return 0;
}

/* Runs a case with the stack at a place of its own, so that in some the end of a page lies amid what is
 * passed. */
static void run(const struct boundary_case *boundary) {
  uintptr_t place = boundary->number * 16 % 1024;
  volatile char *gap = __builtin_alloca(((uintptr_t)__builtin_frame_address(0) - place) % 4096 + 16);
  gap[0] = 0;
  boundary->caller();
}

/* Runs the cases from the first index up to the last, exclusive: all without arguments. */
int main(int count, char **arguments) {
  u32 first = count > 1 ? (u32)atoi(arguments[1]) : 0;
  u32 last = count > 2 ? (u32)atoi(arguments[2]) : boundary_case_count;
  interrupt_register(handle_interrupt, NULL);
  struct task_struct *other = kthread_run(run_other_task, NULL, "other");
  if (!other)
    return 1;
  kmsan_poison_memory(&uninitialized, sizeof(uninitialized), 0);
  for (u32 index = first; index < last; index++) {
    const struct boundary_case *boundary = &boundary_cases[index];
    boundary->prepare();
    stock_event_call();
    event_call();
    wrong_results = 0;
    u64 before = kmsan_report_count();
    run(boundary);
    printk("%lu %lu %lu\n", boundary->number, kmsan_report_count() - before, wrong_results);
  }
  is_done = 1;
  return kthread_stop(other);
}
