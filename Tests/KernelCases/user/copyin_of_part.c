/* Only a part of a buffer was filled by a copy from user memory. */
#include <kmsan_case.h>

CASE(copyin_of_part) {
  int buffer[4]; //~ created: local buffer
  void *user = user_memory(sizeof(buffer));

  EXPECT(copyin(user, buffer, 3 * sizeof(int)) == 0);
  USE(OPAQUE(&buffer[0])[2]);
  USE(OPAQUE(&buffer[0])[3]); //~ report: uninit-value
}
