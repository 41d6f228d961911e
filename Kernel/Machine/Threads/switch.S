/* Switching stacks. What C expects to be kept lies on the stack of a thread that does not run. */
  .text
  .globl context_switch
  .type context_switch, @function
/* void context_switch(uintptr_t *from, uintptr_t to) */
context_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
  .size context_switch, . - context_switch

  .globl thread_begin
  .type thread_begin, @function
thread_begin:
  xorl %ebp, %ebp
  call thread_main
  ud2
  .size thread_begin, . - thread_begin
