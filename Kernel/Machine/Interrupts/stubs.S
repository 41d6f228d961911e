/* The 256 entries of the interrupt table: each saves the registers as a trap frame and calls
 * interrupt_entry() (Core/Interrupts/entry.c).
 */
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
  jmp interrupt_common
  .set vector, vector + 1
  .endr

  .globl interrupt_common
  .type interrupt_common, @function
interrupt_common:
  testb $3, 24(%rsp)
  jz 1f
  swapgs
1: pushq %rax
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
  movq %rsp, %rdi
  /* A frame, so that a walk of the stack goes on with what was interrupted. */
  pushq 136(%rsp)
  pushq %rbp
  movq %rsp, %rbp
  call interrupt_entry
  addq $16, %rsp
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
  testb $3, 24(%rsp)
  jz 2f
  swapgs
2: addq $16, %rsp
  iretq
  .size interrupt_common, . - interrupt_common
