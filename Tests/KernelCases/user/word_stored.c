/* A value that nobody set is stored in user memory: its caller checks it.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(word_stored) {
  int32_t *value = kmalloc(sizeof(*value), GFP_KERNEL); //~ created: malloc
  void *user = user_memory(4);

  suword32(user, *OPAQUE(value)); //~ report: uninit-value
  kfree(value);
}
