/* What an interrupt or exception saves on the stack: Machine/Interrupts/stubs.S from `rax` up, the
 * processor from `rip` down.
 */
#ifndef KERNEL_TRAP_FRAME_H
#define KERNEL_TRAP_FRAME_H

#include <stdint.h>

struct trap_frame {
  uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
  uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
  uint64_t vector, error;
  uint64_t rip, cs, rflags, rsp, ss;
};
_Static_assert(sizeof(struct trap_frame) == 22 * 8, "stubs.S assumes this size");

/* Vectors. Those below 32 are the processor's exceptions; devices have those from VECTOR_DEVICES
 * on. */
enum {
  VECTOR_DEBUG = 1,
  VECTOR_NMI = 2,
  VECTOR_BREAKPOINT = 3,
  VECTOR_INSTRUCTION = 6,
  VECTOR_DOUBLE_FAULT = 8,
  VECTOR_PROTECTION = 13,
  VECTOR_PAGE_FAULT = 14,
  VECTOR_TIMER = 32,
  VECTOR_RESCHEDULE = 33,
  VECTOR_DEVICES = 48,
  /* The instruction `int`, which no controller knows of. */
  VECTOR_SOFTWARE = 254,
  VECTOR_SPURIOUS = 255,
};

#endif
