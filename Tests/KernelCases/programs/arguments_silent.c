/* The arguments of a system call come in registers of a program and are initialized, though what the
 * kernel passed to a function before was not.
 *
 * Places: kernel
 */
#include <kmsan_programs.h>

struct many_words {
  uint64_t words[6];
};

static struct many_words *unset_words;
static volatile uint64_t first_word;

static __noinline uint64_t pass_words(struct many_words words) { return words.words[0]; }

static int64_t use_arguments(uint64_t first, uint64_t second, uint64_t third) {
  if (first == 7 && second != 0)
    USE(third); //~ silent
  first_word = pass_words(*unset_words);
  return (int64_t)(first + second + third);
}

CASE(arguments_silent) {
  unset_words = kmalloc(sizeof(*unset_words), GFP_KERNEL);
  system_call_register(SYSTEM_CALL_CASES, use_arguments);
  EXPECT(process_run("arguments", program_calls, SYSTEM_CALL_CASES) == 0);
  kfree(unset_words);
}
