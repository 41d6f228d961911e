/* Each mistake of a program ends it, with a message, and nothing else: programs before and after are
 * right, and the kernel reports nothing.
 *
 * Places: kernel
 */
#include <kmsan_programs.h>

CASE(mistakes_silent) {
  static const char *const names[] = {"null-pointer", "kernel-pointer", "writes-code",
                                      "runs-data",    "runs-kernel",    "bad-code",
                                      "privileged",   "division",       "stack-overflow",
                                      "breakpoint",   "non-canonical"};

  for (uint64_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
    EXPECT(process_run(names[i], program_mistake, i) == PROCESS_FAILED); //~ silent
  EXPECT(process_run("no-program", (user_program)8, 0) == PROCESS_FAILED);
  EXPECT(process_run("answer", program_answer, 1) == 2);
}
