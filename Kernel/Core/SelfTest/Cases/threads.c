/* Threads that the timer switches in the middle of calls, on all processors. */
#include <kmsan_kernel.h>

#include "kernel_case.h"

enum { THREADS = 6 };

struct work {
  struct thread *thread;
  /* What the thread passes along; it decides by `is_used` alone. */
  struct case_record *record;
  bool is_used;
};

static uint32_t processors_seen;

CASE_FUNCTION struct case_record pass(struct case_record record, uint32_t depth) {
  return depth ? pass(record, depth - 1) : record;
}

CASE_FUNCTION void work(void *argument) {
  struct work *work = argument;
  uint64_t start = clock_microseconds();
  while (clock_microseconds() - start < 100000) {
    struct case_record record = pass(*work->record, 5);
    if (work->is_used && record.words[5] != 6)
      case_failed("a record is as it was");
    uint32_t bit = 1u << current_processor()->number;
    __atomic_fetch_or(&processors_seen, bit, __ATOMIC_SEQ_CST);
  }
}

static void run_threads(size_t used) {
  struct work works[THREADS];
  for (size_t i = 0; i < THREADS; i++) {
    works[i].record = kmalloc(sizeof(struct case_record), GFP_KERNEL);
    works[i].is_used = i < used;
    if (i < used)
      *works[i].record = (struct case_record){{1, 2, 3, 4, 5, 6}};
    works[i].thread = thread_create("work", work, &works[i]);
  }
  for (size_t i = 0; i < THREADS; i++) {
    thread_join(works[i].thread);
    kfree(works[i].record);
  }
}

/* Half of the threads pass initialized structures, the others pass uninitialized ones. */
static void threads_pass_structures(void) {
  processors_seen = 0;
  run_threads(THREADS / 2);
  CASE_EXPECT(processors_seen == (1u << processor_count()) - 1);
}
KERNEL_CASE(threads_pass_structures, 0);

static void mistake_in_a_thread(void *argument) {
  struct case_pair *pair = argument;
  if (pair->second != 0)
    case_use(1);
}

static void thread_uses_uninitialized(void) {
  struct case_pair *pair = kmalloc(sizeof(*pair), GFP_KERNEL);
  pair->first = 1;
  thread_join(thread_create("mistake", mistake_in_a_thread, pair));
  kfree(pair);
}
KERNEL_CASE(thread_uses_uninitialized, 1);
