/* Two of three bit-fields in one unit were set, and the third is used. */
#include <kmsan_case.h>

struct mode {
  unsigned low : 3;
  unsigned middle : 7;
  unsigned high : 5;
};

CASE(field_not_set_in_unit) {
  struct mode *mode = kmalloc(sizeof(*mode), GFP_KERNEL); //~ created: malloc

  OPAQUE(mode)->low = 1; //~ stored
  OPAQUE(mode)->middle = 5; //~ stored
  USE(OPAQUE(mode)->low + OPAQUE(mode)->middle == 6);
  USE(OPAQUE(mode)->high); //~ report: uninit-value
  kfree(mode);
}
