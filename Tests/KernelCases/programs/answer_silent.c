/* Programs run, write to the console, set and get what the kernel keeps of them, and sleep; the structure
 * that the kernel gives them was zeroed before, so its padding is no mistake.
 *
 * Places: kernel
 */
#include <kmsan_programs.h>

CASE(answer_silent) {
  EXPECT(process_run("answer", program_answer, 41) == 42);
  EXPECT(process_run("status", program_status_call, 0) == 0); //~ silent
}
