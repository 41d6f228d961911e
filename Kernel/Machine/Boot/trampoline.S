/* Where another processor starts: in 16 bits, at a page below 1 MB that holds a copy of this code.
 * It goes to 64 bits at once, by the page tables of the processor that started it, which show this
 * page at its physical address.
 */
#include "layout.h"

  .section .rodata.trampoline, "a"
  .globl trampoline_start, trampoline_end, trampoline_long, trampoline_segments, trampoline_values
  .code16
trampoline_start:
  cli
  movw %cs, %ax
  movw %ax, %ds
  movl trampoline_values - trampoline_start, %eax
  movl %eax, %cr3
  movl $0x20, %eax
  movl %eax, %cr4
  movl $0xc0000080, %ecx
  movl $0x900, %eax
  xorl %edx, %edx
  wrmsr
  lgdtl trampoline_segments_register - trampoline_start
  movl $0x80010005, %eax
  movl %eax, %cr0
  ljmpl *(trampoline_values + 4 - trampoline_start)
  .code64
trampoline_long:
  movl $16, %eax
  movl %eax, %ds
  movl %eax, %es
  movl %eax, %ss
  xorl %eax, %eax
  movl %eax, %fs
  movl %eax, %gs
  movl $0xc0000101, %ecx
  movl trampoline_values + 16(%rip), %eax
  movl trampoline_values + 20(%rip), %edx
  wrmsr
  movq trampoline_values + 24(%rip), %rsp
  xorl %ebp, %ebp
  movq $processor_begin, %rax
  call *%rax
  .balign 8
trampoline_segments:
  .quad 0, 0x00af9b000000ffff, 0x00cf93000000ffff
trampoline_segments_register:
  .word trampoline_segments_register - trampoline_segments - 1
  .globl trampoline_segments_base
trampoline_segments_base:
  .long 0 /* physical address of the segments */
  .balign 8
/* The starting processor fills in: page tables; far pointer to trampoline_long; processor; stack.
 * */
trampoline_values:
  .long 0
  .long 0
  .word 8
  .word 0, 0, 0
  .quad 0
  .quad 0
trampoline_end:
