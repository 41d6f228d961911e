/* The last element of an array whose length is known at run time only. clang names all of those `vla`. */
#include <kmsan_case.h>

static __noinline void use_last(int length) {
  int numbers[length]; //~ created: local vla

  for (int i = 0; i + 1 < length; i++)
    OPAQUE(&numbers[0])[i] = i;
  USE(OPAQUE(&numbers[0])[length - 1]); //~ report: uninit-value
}

CASE(variable_length) {
  use_last(7); //~ calls report, created
}
