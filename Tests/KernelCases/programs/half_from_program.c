/* A system call takes half of what it uses from a program.
 *
 * Places: kernel
 */
#include <kmsan_programs.h>

enum { WORDS = 6 };

static int64_t take_half(uint64_t user, uint64_t second, uint64_t third) {
  uint64_t *words = kmalloc(WORDS * sizeof(*words), GFP_KERNEL); //~ created: malloc
  int error = copyin((void *)user, words, WORDS / 2 * sizeof(*words));

  USE(OPAQUE(words)[WORDS / 2 - 1]);
  USE(OPAQUE(words)[WORDS / 2]); //~ report: uninit-value
  kfree(words);
  return -error;
}

CASE(half_from_program) {
  system_call_register(SYSTEM_CALL_CASES, take_half);
  EXPECT(process_run("half", program_call_with_heap, SYSTEM_CALL_CASES) == 0);
}
