/* A timer interrupts allocations, copies and calls at moments that nobody chooses.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static volatile int ticks;

static __noinline void work_on_memory(void) {
  char *memory = malloc(200, M_TEMP, M_NOWAIT);
  char copy[200];

  memset(memory, 1, 200);
  memcpy(copy, memory, 200);
  kmsan_check(copy, 200, "copy"); //~ silent
  free(memory, M_TEMP);
}

static void on_tick(void *unused) {
  (void)unused;
  work_on_memory();
  ticks++;
}

CASE(timer_silent) {
  ticks = 0;
  interrupt_register(on_tick, NULL);
  interrupt_every(100);
  while (ticks < 100)
    work_on_memory();
  interrupt_every(0);
}
