/* The sign of a signed bit-field is its highest bit, which was not set. */
#include <kmsan_case.h>

struct offset {
  int unset : 9;
  int set : 7;
};

CASE(signed_field) {
  struct offset *offset = kmalloc(sizeof(*offset), GFP_KERNEL); //~ created: malloc

  OPAQUE(offset)->set = -1; //~ stored
  USE(OPAQUE(offset)->set == -1);
  USE(OPAQUE(offset)->unset < 0); //~ report: uninit-value
  kfree(offset);
}
