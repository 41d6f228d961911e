/* A copy from a bad address fails and fills nothing; the caller uses the buffer all the same.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(copyin_failed) {
  int value; //~ created: local value

  EXPECT(copyin(OPAQUE((void *)16), &value, sizeof(value)) == EFAULT);
  USE(*OPAQUE(&value)); //~ report: uninit-value
}
