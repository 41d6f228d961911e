/* Into user mode and out of it. A system call saves a trap frame like an interrupt's on the stack
 * of the thread, and calls system_call_entry() (Core/Interrupts/entry.c).
 *
 * No page is ever mapped at the end of user memory: so the address behind a SYSCALL is one of user
 * memory, and SYSRET to it cannot fault in the kernel.
 *
 * Source: Intel, Software Developer's Manual, volume 2, SYSCALL and SYSRET.
 */
#include "processor.h"
#include "registers.h"

  .text
  .globl system_call_start
  .type system_call_start, @function
system_call_start:
  swapgs
  movq %rsp, %gs:PROCESSOR_USER_STACK
  movq %gs:PROCESSOR_TASK_SEGMENT, %rsp
  movq 4(%rsp), %rsp /* the stack for privilege level 0 */
  pushq $USER_DATA_SELECTOR
  pushq %gs:PROCESSOR_USER_STACK
  pushq %r11 /* flags */
  pushq $USER_CODE_SELECTOR
  pushq %rcx /* where the program goes on */
  pushq $0
  pushq $VECTOR_NUMBER_SYSTEM_CALL
  save_registers
  movq %rsp, %rdi
  /* A walk of the stack ends here. */
  pushq $0
  pushq $0
  movq %rsp, %rbp
  call system_call_entry
  addq $16, %rsp
  restore_registers
  movq 24(%rsp), %rsp /* that of the program */
  swapgs
  sysretq
  .size system_call_start, . - system_call_start

  .globl user_begin
  .type user_begin, @function
/* void user_begin(uintptr_t entry, uintptr_t stack_end, uint64_t first, uint64_t second) */
user_begin:
  cli
  pushq $USER_DATA_SELECTOR
  pushq %rsi
  pushq $0x202 /* interrupts on */
  pushq $USER_CODE_SELECTOR
  pushq %rdi
  movq %rdx, %rdi
  movq %rcx, %rsi
  xorl %eax, %eax
  xorl %ebx, %ebx
  xorl %ecx, %ecx
  xorl %edx, %edx
  xorl %ebp, %ebp
  xorl %r8d, %r8d
  xorl %r9d, %r9d
  xorl %r10d, %r10d
  xorl %r11d, %r11d
  xorl %r12d, %r12d
  xorl %r13d, %r13d
  xorl %r14d, %r14d
  xorl %r15d, %r15d
  swapgs
  iretq
  .size user_begin, . - user_begin
