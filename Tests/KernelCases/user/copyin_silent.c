/* What comes from a process is initialized, whatever the process did with it. */
#include <kmsan_case.h>

CASE(copyin_silent) {
  int *memory = kmalloc(2 * sizeof(int), GFP_KERNEL);
  void *user = user_memory(2 * sizeof(int));

  EXPECT(copyin(user, memory, 2 * sizeof(int)) == 0);
  USE(OPAQUE(memory)[1]); //~ silent
  EXPECT(copy_from_user(memory, user, sizeof(int)) == 0);
  USE(OPAQUE(memory)[0]); //~ silent
  kfree(memory);
}
