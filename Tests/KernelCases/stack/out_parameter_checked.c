/* The caller looks at the error first: the unset result is never used. */
#include <kmsan_case.h>

static __noinline int parse_number(char digit, int *value) {
  if (digit < '0' || digit > '9')
    return EINVAL;
  *value = digit - '0';
  return 0;
}

CASE(out_parameter_checked) {
  int value;

  if (parse_number(OPAQUE('x'), &value) == 0)
    USE(value > 5); //~ silent
  EXPECT(parse_number(OPAQUE('7'), &value) == 0 && value == 7);
}
