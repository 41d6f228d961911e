/* A program gives the kernel bad addresses: every function that reaches user memory answers an error, and
 * reports nothing, because nothing was copied.
 *
 * Places: kernel
 */
#include <kmsan_programs.h>

static int64_t use_pointer(uint64_t user, uint64_t second, uint64_t third) {
  void *bad = (void *)user;
  char text[16];
  int32_t word;
  int64_t longer;
  uint32_t seen;
  uint64_t longer_seen;
  size_t done;
  bool has_failed = copyin(bad, text, sizeof(text)) == EFAULT;

  has_failed &= copyout(text, bad, sizeof(text)) == EFAULT; //~ silent
  has_failed &= copyinstr(bad, text, sizeof(text), &done) == EFAULT;
  has_failed &= copy_from_user(text, bad, sizeof(text)) == sizeof(text);
  has_failed &= copy_to_user(bad, text, sizeof(text)) == sizeof(text); //~ silent
  has_failed &= fubyte(bad) == -1;
  has_failed &= fuword16(bad) == -1;
  has_failed &= fueword32(bad, &word) == -1;
  has_failed &= fueword64(bad, &longer) == -1;
  has_failed &= subyte(bad, 1) == -1;
  has_failed &= suword16(bad, 1) == -1;
  has_failed &= suword32(bad, 1) == -1;
  has_failed &= suword64(bad, 1) == -1;
  has_failed &= casueword32(bad, 1, &seen, 2) == -1;
  has_failed &= casueword64(bad, 1, &longer_seen, 2) == -1;
  EXPECT(has_failed);
  return has_failed ? -EFAULT : 0;
}

CASE(bad_pointers_silent) {
  system_call_register(SYSTEM_CALL_CASES, use_pointer);
  EXPECT(process_run("pointers", program_bad_pointers, SYSTEM_CALL_CASES) == 0);
}
