/* Of a bit-field's unit one bit was never set: its byte is uninitialized. */
#include <kmsan_case.h>

struct flags {
  uint32_t low : 12;
  uint32_t unset : 1;
  uint32_t high : 19;
};

CASE(leak_of_bit_field) {
  struct flags *flags = malloc(sizeof(*flags), M_TEMP, M_WAITOK); //~ created: malloc
  void *user = user_memory(sizeof(*flags));

  flags->low = 1; //~ stored
  OPAQUE(flags)->high = 2; //~ stored
  copyout(flags, user, sizeof(*flags)); //~ report: kernel-infoleak, byte 1 of 4, check copyout
  free(flags, M_TEMP);
}
