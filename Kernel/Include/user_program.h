/* What programs call: the system calls as functions. Programs are files named *.user.c in
 * Machine/User/Programs; they are not instrumented, and run in user mode alone.
 */
#ifndef KERNEL_USER_PROGRAM_H
#define KERNEL_USER_PROGRAM_H

#include <stddef.h>
#include <stdint.h>

#include "system_calls.h"

static inline int64_t system_call(
    uint64_t number, uint64_t first, uint64_t second, uint64_t third) {
  int64_t result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(first), "S"(second), "d"(third)
                   : "rcx", "r11", "memory");
  return result;
}

static inline void program_write(const char *text) {
  size_t size = 0;
  while (text[size])
    size++;
  system_call(SYSTEM_CALL_WRITE, (uint64_t)text, size, 0);
}

static inline int64_t program_sleep(uint64_t microseconds) {
  return system_call(SYSTEM_CALL_SLEEP, microseconds, 0, 0);
}

#endif
