/* What programs and the kernel agree on: the numbers of system calls, and the structures that
 * travel. A call's number is in RAX, its arguments in RDI, RSI and RDX, its result in RAX: 0 or
 * more, or an error as a negative number.
 */
#ifndef KERNEL_SYSTEM_CALLS_H
#define KERNEL_SYSTEM_CALLS_H

#include <stdint.h>

enum {
  /* Ends the program with a code; does not return. */
  SYSTEM_CALL_EXIT = 0,
  /* Writes text, of a size, to the console. */
  SYSTEM_CALL_WRITE = 1,
  /* Waits for so many microseconds. */
  SYSTEM_CALL_SLEEP = 2,
  /* Writes a struct program_status to an address. */
  SYSTEM_CALL_STATUS = 3,
  /* Sets the program's label, as the struct program_label at an address says. */
  SYSTEM_CALL_LABEL = 4,
  /* Does nothing, and returns its first argument. */
  SYSTEM_CALL_NOTHING = 5,
  /* Cases of the self-test have those from here on. */
  SYSTEM_CALL_CASES = 16,
  SYSTEM_CALLS_MAX = 32,
};

/* What a program is told about itself. There is padding behind `is_preemptible`. */
struct program_status {
  uint8_t is_preemptible;
  uint32_t label;
  uint64_t microseconds;
};

struct program_label {
  uint32_t value;
  /* An address of text, and how long it is at most with its zero; 0 for none. */
  uint64_t text;
  uint64_t text_max;
};

/* Where a program's memory lies: its image, what is zero until it is written, and its stack. */
#define USER_IMAGE_START 0x40000000
#define USER_HEAP_START 0x50000000
#define USER_HEAP_END 0x54000000
#define USER_STACK_START 0x6ff00000
#define USER_STACK_END 0x70000000

#endif
