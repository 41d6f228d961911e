/* What a program gives is initialized, whatever the memory was that it comes to.
 *
 * Places: kernel
 */
#include <kmsan_programs.h>

enum { WORDS = 6 };

static int64_t take_words(uint64_t user, uint64_t second, uint64_t third) {
  uint64_t *words = kmalloc(WORDS * sizeof(*words), GFP_KERNEL);
  int error = copyin((void *)user, words, WORDS * sizeof(*words));

  for (int i = 0; i < WORDS; i++)
    USE(OPAQUE(words)[i]); //~ silent
  kfree(words);
  return -error;
}

CASE(structure_from_program_silent) {
  system_call_register(SYSTEM_CALL_CASES, take_words);
  EXPECT(process_run("structure", program_call_with_heap, SYSTEM_CALL_CASES) == 0);
}
