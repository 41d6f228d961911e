/* For assembly: the registers of C as they lie in struct trap_frame (trap_frame.h), below the vector and
 * the error code.
 */
#ifndef KERNEL_REGISTERS_H
#define KERNEL_REGISTERS_H

  .macro save_registers
  pushq %rax
  pushq %rbx
  pushq %rcx
  pushq %rdx
  pushq %rsi
  pushq %rdi
  pushq %rbp
  pushq %r8
  pushq %r9
  pushq %r10
  pushq %r11
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  cld
  .endm

  /* Takes the vector and the error code away, too. */
  .macro restore_registers
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %r11
  popq %r10
  popq %r9
  popq %r8
  popq %rbp
  popq %rdi
  popq %rsi
  popq %rdx
  popq %rcx
  popq %rbx
  popq %rax
  addq $16, %rsp
  .endm

#endif
