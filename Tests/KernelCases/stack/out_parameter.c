/* The error path of a callee leaves its result unset, and the caller does not look at the error. */
#include <kmsan_case.h>

static __noinline int parse_digit(char digit, int *value) {
  if (digit < '0' || digit > '9')
    return EINVAL;
  *value = digit - '0';
  return 0;
}

CASE(out_parameter) {
  int value; //~ created: local value

  parse_digit(OPAQUE('x'), &value);
  USE(value > 5); //~ report: uninit-value
}
