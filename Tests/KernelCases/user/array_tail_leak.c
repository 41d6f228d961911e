/* More elements of an array go to a process than were written. */
#include <kmsan_case.h>

CASE(array_tail_leak) {
  uint32_t numbers[10]; //~ created: local numbers
  void *user = user_memory(sizeof(numbers));

  for (int i = 0; i < 7; i++)
    OPAQUE(&numbers[0])[i] = 1;
  USE(copy_to_user(user, numbers, sizeof(numbers))); //~ report: kernel-infoleak, bytes 28-39 of 40, check copy_to_user
}
