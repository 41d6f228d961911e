/* The operations that `bench=` measures. */
#include "benchmarks.h"

#include "programs.h"

static int64_t system_calls(uint64_t count) {
  return process_run("nothing", program_nothing, count);
}

static int64_t copies(uint64_t count) { return process_run("copies", program_copies, count); }

/* In rounds: a program's memory is not without end. */
static int64_t page_faults(uint64_t count) {
  int64_t sum = 0;
  for (uint64_t round, done = 0; done < count; done += round) {
    round = count - done < 1000 ? count - done : 1000;
    sum += process_run("pages", program_pages, round);
  }
  return sum;
}

static void yield_often(void *argument) {
  for (uint64_t i = *(uint64_t *)argument; i > 0; i--)
    thread_yield();
}

/* Two threads give way to each other. */
static int64_t context_switches(uint64_t count) {
  uint64_t half = count / 2;
  struct thread *other = thread_create("other", yield_often, &half);
  if (!other)
    return -1;
  uint64_t start = time_stamp();
  yield_often(&half);
  uint64_t end = time_stamp();
  thread_join(other);
  return (int64_t)(end - start);
}

const struct benchmark benchmarks[] = {
    {"system-call", system_calls, NULL},
    {"copy-in-and-out", copies, NULL},
    {"page-fault", page_faults, NULL},
    {"context-switch", context_switches, NULL},
    {"disk-read", NULL, benchmark_disk_read},
    {"packet", NULL, benchmark_packet},
};
const size_t benchmark_count = sizeof(benchmarks) / sizeof(benchmarks[0]);
