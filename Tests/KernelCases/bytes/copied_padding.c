/* The padding of a structure is copied with it. A field is used without a report; the padding in the copy
 * is found where it leaves.
 */
#include <kmsan_case.h>

struct padded {
  char kind;
  long value;
};

CASE(copied_padding) {
  struct padded *padded = kmalloc(sizeof(*padded), GFP_KERNEL); //~ created: malloc
  struct padded *copy = kzalloc(sizeof(*copy), GFP_KERNEL);

  padded->kind = 1;
  padded->value = 2;
  memcpy(copy, OPAQUE(padded), sizeof(*copy)); //~ stored
  USE(OPAQUE(copy)->kind + OPAQUE(copy)->value == 3);
  kmsan_check(copy, sizeof(*copy), "copy"); //~ report: uninit-value, bytes 1-7 of 16, check copy
  kfree(padded);
  kfree(copy);
}
