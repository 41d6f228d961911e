/* Random interleavings of interrupts, NMI and context switches with calls, at the granularity of
 * instructions. QEMU's clock counts instructions then (-icount shift=0), so that a timer which is
 * set to so many ticks comes between two known instructions, and the same seed makes the same run.
 *
 * Each interleaving plans up to four events. The timer brings one, whose handler starts the next: it
 * may come to the code that was interrupted, to the handler, to the entry's assembly, to a switch,
 * or to another thread or program.
 */
#include "soak.h"

#include <kmsan_kernel.h>

#include "programs.h"

enum { EVENTS_MAX = 4, TICKS_MAX = 6000, CALL_SOAK = SYSTEM_CALL_CASES, VECTOR_SOAK = 64 };

enum event_kind { EVENT_INTERRUPT, EVENT_NMI, EVENT_SWITCH, EVENT_KINDS };
static const uint8_t vectors[EVENT_KINDS] = {VECTOR_SOAK, VECTOR_NMI, VECTOR_TIMER};

struct event {
  uint32_t ticks;
  enum event_kind kind;
  /* Whether the handler makes an exception, too, and whether it lets interrupts in. */
  bool has_exception, is_open;
};

static struct event events[EVENTS_MAX];
static volatile uint32_t planned, started, delivered;
static volatile bool is_over;
static uint64_t delivered_by_kind[EVENT_KINDS], exceptions;
static struct soak_work *program_work;

static void start_next(void) {
  if (started == planned)
    return;
  const struct event *event = &events[started];
  started = started + 1;
  timer_once(event->ticks, vectors[event->kind]);
}

static void on_event(struct trap_frame *frame, void *argument) {
  struct event event = events[delivered];
  delivered_by_kind[event.kind]++;
  delivered = delivered + 1;
  start_next();
  if (event.is_open && event.kind != EVENT_NMI)
    interrupts_enable();
  soak_disturb();
  if (event.has_exception)
    __asm__ volatile("int3");
  soak_disturb();
  interrupts_disable();
}

static void on_exception(struct trap_frame *frame, void *argument) {
  exceptions++;
  soak_disturb();
}

static void plan(uint64_t random) {
  planned = 0;
  delivered = 0;
  started = 0;
  uint32_t count = 1 + random % EVENTS_MAX;
  for (uint32_t i = 0; i < count; i++) {
    uint64_t value = soak_random(&random);
    /* Half of those that follow another come soon after it. */
    uint32_t most = i && (value >> 40 & 1) ? TICKS_MAX / 8 : TICKS_MAX;
    events[i] = (struct event){
        1 + (uint32_t)(value % most), (enum event_kind)((value >> 32) % EVENT_KINDS),
        value >> 41 & 1, value >> 42 & 1};
  }
  planned = count;
}

/* A program's call: the arguments come back, and the kernel passes structures meanwhile. */
static int64_t call(uint64_t first, uint64_t second, uint64_t third) {
  soak_work_run(program_work);
  thread_yield();
  return is_over ? -1 : (int64_t)(first + second + third);
}

static void work_along(void *argument) {
  while (!is_over) {
    soak_work_run(argument);
    thread_yield();
  }
}

/* One interleaving; false when an event did not come. */
static bool interleave(struct soak_work *work, uint64_t random) {
  plan(random);
  start_next();
  for (uint32_t round = 0; round < 1000; round++) {
    soak_work_run(work);
    if (delivered == planned)
      return true;
  }
  return false;
}

bool soak_run(uint32_t seed, uint32_t count) {
  struct soak_work *work = soak_work_create(0), *other = soak_work_create(1);
  program_work = soak_work_create(2);
  vector_register(VECTOR_SOAK, on_event, NULL);
  vector_register(VECTOR_TIMER, on_event, NULL);
  vector_register(VECTOR_NMI, on_event, NULL);
  vector_register(VECTOR_BREAKPOINT, on_exception, NULL);
  system_call_register(CALL_SOAK, call);
  /* The timer stops until it is set. */
  timer_once(0, VECTOR_TIMER);
  uint64_t reports = kmsan_report_count();
  struct process *program = process_start("soak", program_soak, CALL_SOAK);
  struct thread *thread = thread_create("soak", work_along, other);
  uint64_t state = seed * 0x9e3779b97f4a7c15ul + 1;
  uint32_t first_failed = count;
  for (uint32_t i = 0; i < count; i++) {
    if (!interleave(work, soak_random(&state)))
      soak_failures.lost_events++;
    if (soak_has_failed() && first_failed == count) {
      first_failed = i;
      soak_say("soak: seed, and the interleaving that fails first", seed, i);
    }
    soak_progress();
  }
  is_over = true;
  thread_join(thread);
  if (process_wait(program) != 0)
    soak_failures.corruptions++;
  soak_failures.false_reports += (uint32_t)(kmsan_report_count() - reports);
  soak_summarize(seed, count, delivered_by_kind, exceptions);
  return !soak_has_failed();
}
