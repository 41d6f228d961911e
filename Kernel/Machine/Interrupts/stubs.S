/* The 256 entries of the interrupt table: each saves the registers as a trap frame and calls
 * interrupt_entry() (Core/Interrupts/entry.c).
 *
 * NMI and double fault have a stack of their own, and come anywhere: also between the first
 * instruction of a system call and its SWAPGS. They look at GS itself instead of at what they
 * interrupted: the kernel's addresses are negative, and programs cannot set GS.
 *
 * The next NMI may come after the first IRET, and would use the stack again. So an exception inside
 * of an NMI goes back without one: interrupts are off there.
 *
 * Source: Intel, Software Developer's Manual, volume 3, section 6.7.1.
 */
#include "processor.h"
#include "registers.h"

  /* With a frame, so that a walk of the stack goes on with what was interrupted in the kernel, and
   * ends above a program. */
  .macro call_entry
  movq %rsp, %rdi
  xorl %eax, %eax
  testb $3, 144(%rsp)
  cmovzq 136(%rsp), %rax
  pushq %rax
  pushq %rbp
  movq %rsp, %rbp
  call interrupt_entry
  addq $16, %rsp
  .endm

  .text
  .balign 16
  .globl interrupt_stubs
interrupt_stubs:
  .set vector, 0
  .rept 256
  .balign 16
  /* The processor pushes an error code for 8, 10 to 14, 17, 21, 29 and 30. */
  .if vector != 8 && (vector < 10 || vector > 14) && vector != 17 && vector != 21 && \
      vector != 29 && vector != 30
  pushq $0
  .endif
  pushq $vector
  .if vector == 2 || vector == 8
  jmp interrupt_anywhere
  .else
  jmp interrupt_common
  .endif
  .set vector, vector + 1
  .endr

  .globl interrupt_common
  .type interrupt_common, @function
interrupt_common:
  testb $3, 24(%rsp)
  jz 1f
  swapgs
1: save_registers
  call_entry
  restore_registers
  testb $3, 8(%rsp)
  jz 2f
  swapgs
  iretq
2: cmpl $0, %gs:PROCESSOR_NMIS
  jne 3f
  iretq
  /* Puts flags and address below what the exception found on the stack, over the end of its frame,
   * which the processor has put at a multiple of 16. */
3: testb $8, 24(%rsp)
  jnz 4f
  pushq (%rsp)
  popq 32(%rsp)
  pushq 16(%rsp)
  popq 24(%rsp)
  addq $24, %rsp
  popfq
  ret
4: pushq (%rsp)
  popq 40(%rsp)
  pushq 16(%rsp)
  popq 32(%rsp)
  addq $32, %rsp
  popfq
  ret
  .size interrupt_common, . - interrupt_common

  .globl interrupt_anywhere
  .type interrupt_anywhere, @function
interrupt_anywhere:
  save_registers
  xorl %ebx, %ebx
  movl $0xc0000101, %ecx /* GS base */
  rdmsr
  testl %edx, %edx
  js 1f
  swapgs
  movl $1, %ebx
1: incl %gs:PROCESSOR_NMIS
  call_entry
  decl %gs:PROCESSOR_NMIS
  testl %ebx, %ebx
  jz 2f
  swapgs
2: restore_registers
  iretq
  .size interrupt_anywhere, . - interrupt_anywhere
