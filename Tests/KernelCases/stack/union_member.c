/* A small member of a union was written, and a larger one is read. */
#include <kmsan_case.h>

union number {
  uint16_t half;
  uint32_t word;
};

CASE(union_member) {
  union number number; //~ created: local number

  OPAQUE(&number)->half = 1;
  USE(OPAQUE(&number)->half == 1);
  USE(OPAQUE(&number)->word == 1); //~ report: uninit-value
}
