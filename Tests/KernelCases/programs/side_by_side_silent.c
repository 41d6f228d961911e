/* Programs at the same addresses, switched by the timer, by sleep and by system calls, find their own
 * memory. They give all of it back; the first ones have made the threads that stay.
 *
 * Places: kernel
 */
#include <kmsan_programs.h>

enum { PROGRAMS = 6 };

static void run_side_by_side(void) {
  struct process *processes[PROGRAMS];

  for (uint64_t i = 0; i < PROGRAMS; i++)
    processes[i] = process_start("sum", program_sum, i);
  for (uint64_t i = 0; i < PROGRAMS; i++)
    EXPECT(process_wait(processes[i]) == 0); //~ silent
}

CASE(side_by_side_silent) {
  run_side_by_side();
  size_t before = frames_free_bytes();
  run_side_by_side();
  EXPECT(frames_free_bytes() == before);
}
