/* Load on all processors for a time: threads that pass structures and allocate memory, programs
 * that call and that come and go, sleepers, interrupts and NMI from processor to processor. At the
 * end every counter must balance. When one of them stops to go on, the watchdog ends the kernel, and
 * prints what every processor does.
 */
#include "soak.h"

#include <kmsan_kernel.h>

#include "programs.h"

enum { CALL_LOAD = SYSTEM_CALL_CASES, VECTOR_LOAD = 65, PROCESSORS_MAX = 8, WORKERS = 7 };

static volatile bool is_over;
/* What each worker has done. */
static volatile uint64_t done[WORKERS];
static uint64_t allocations, frees, calls;
/* By processor. */
static volatile uint32_t sent[PROCESSORS_MAX], received[PROCESSORS_MAX];
static volatile uint32_t nmis_sent[PROCESSORS_MAX], nmis_received[PROCESSORS_MAX];
static uint64_t lost, unbalanced_levels;

static void on_interrupt(struct trap_frame *frame, void *argument) {
  received[current_processor()->number]++;
  soak_disturb();
}

static void on_nmi(struct trap_frame *frame, void *argument) {
  nmis_received[current_processor()->number]++;
  soak_disturb();
}

static void add(uint64_t *counter) { __atomic_fetch_add(counter, 1, __ATOMIC_RELAXED); }

/* Once with memory of its own. */
static void work_once(uint32_t number) {
  struct soak_work *work = soak_work_create(number);
  if (!work)
    return;
  add(&allocations);
  soak_work_run(work);
  kfree(work);
  add(&frees);
}

static int64_t call(uint64_t first, uint64_t second, uint64_t third) {
  work_once((uint32_t)first);
  add(&calls);
  return is_over ? -1 : (int64_t)(first + second + third);
}

static void check_level(void) {
  if (current_thread()->contexts.level != 0)
    add(&unbalanced_levels);
}

static void pass_structures(void *argument) {
  uint64_t index = (uint64_t)argument;
  while (!is_over) {
    work_once((uint32_t)index);
    done[index]++;
  }
  check_level();
}

static void run_programs(void *argument) {
  uint64_t index = (uint64_t)argument;
  while (!is_over) {
    if (process_run("sum", program_sum, index) != 0)
      soak_failures.corruptions++;
    done[index]++;
  }
  check_level();
}

static void sleep_often(void *argument) {
  uint64_t index = (uint64_t)argument;
  while (!is_over) {
    uint64_t start = clock_microseconds();
    thread_sleep(2000);
    if (clock_microseconds() - start < 2000)
      add(&lost);
    done[index]++;
  }
  check_level();
}

/* Waits until an interrupt was counted. */
static bool came(volatile uint32_t *counter, uint32_t wanted) {
  uint64_t start = clock_microseconds();
  while (*counter != wanted) {
    if (clock_microseconds() - start > 10000000)
      return false;
    processor_pause();
  }
  return true;
}

static void interrupt_processors(void *argument) {
  uint64_t index = (uint64_t)argument;
  const struct processor *target = get_boot_processor();
  while (!is_over) {
    uint32_t number = target->number;
    processor_interrupt(target, VECTOR_LOAD);
    if (!came(&received[number], ++sent[number]))
      add(&lost);
    processor_send_nmi(target);
    if (!came(&nmis_received[number], ++nmis_sent[number]))
      add(&lost);
    target = target->next ? target->next : get_boot_processor();
    done[index]++;
    thread_yield();
  }
  check_level();
}

/* Lets the watchdog know when every worker has gone on. */
static void watch(uint32_t seconds) {
  uint64_t seen[WORKERS] = {0};
  uint64_t end = clock_microseconds() + seconds * 1000000ul;
  while (clock_microseconds() < end) {
    thread_sleep(500000);
    uint32_t advanced = 0;
    for (uint32_t i = 0; i < WORKERS; i++)
      advanced += done[i] != seen[i];
    if (advanced < WORKERS)
      continue;
    for (uint32_t i = 0; i < WORKERS; i++)
      seen[i] = done[i];
    soak_progress();
  }
}

bool load_run(uint32_t seconds) {
  static void (*const workers[WORKERS])(void *) = {pass_structures, pass_structures,
                                                   pass_structures, run_programs,
                                                   run_programs,    sleep_often,
                                                   interrupt_processors};
  vector_register(VECTOR_LOAD, on_interrupt, NULL);
  vector_register(VECTOR_NMI, on_nmi, NULL);
  system_call_register(CALL_LOAD, call);
  soak_progress();
  uint64_t reports = kmsan_report_count();
  struct thread *threads[WORKERS];
  for (uint64_t i = 0; i < WORKERS; i++)
    threads[i] = thread_create("load", workers[i], (void *)i);
  struct process *first = process_start("first", program_soak, CALL_LOAD);
  struct process *second = process_start("second", program_soak, CALL_LOAD);
  watch(seconds);
  is_over = true;
  for (uint64_t i = 0; i < WORKERS; i++)
    thread_join(threads[i]);
  if (process_wait(first) != 0 || process_wait(second) != 0)
    soak_failures.corruptions++;
  soak_failures.false_reports += (uint32_t)(kmsan_report_count() - reports);
  soak_failures.lost_events += (uint32_t)lost;
  uint64_t interrupts = 0, nmis = 0, unbalanced = unbalanced_levels + (allocations != frees);
  for (uint32_t i = 0; i < PROCESSORS_MAX; i++) {
    interrupts += sent[i];
    nmis += nmis_sent[i];
    unbalanced += (sent[i] != received[i]) + (nmis_sent[i] != nmis_received[i]);
  }
  soak_say("load: seconds and processors", seconds, processor_count());
  soak_say("load: structures passed, and in system calls", allocations, calls);
  soak_say("load: programs run, and sleeps", done[3] + done[4], done[5]);
  soak_say("load: interrupts and NMIs between processors", interrupts, nmis);
  load_summarize(unbalanced);
  return unbalanced == 0 && !soak_has_failed();
}
