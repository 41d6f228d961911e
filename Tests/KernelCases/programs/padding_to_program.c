/* A system call gives a structure to a program: three bytes behind its first field are whatever the stack
 * had.
 *
 * Places: kernel
 */
#include <kmsan_programs.h>

struct reading {
  uint8_t is_valid;
  uint32_t label;
  uint64_t value;
};

static int64_t get_reading(uint64_t user, uint64_t second, uint64_t third) {
  struct reading reading; //~ created: local reading

  reading.is_valid = 1;
  reading.label = 2;
  reading.value = 3;
  return -copyout(&reading, (void *)user, sizeof(reading)); //~ report: kernel-infoleak, bytes 1-3 of 16, check copyout
}

CASE(padding_to_program) {
  system_call_register(SYSTEM_CALL_CASES, get_reading);
  EXPECT(process_run("padding", program_call_with_heap, SYSTEM_CALL_CASES) == 0);
}
