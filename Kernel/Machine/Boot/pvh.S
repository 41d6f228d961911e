/* From the virtual machine to C: PVH enters in 32 bits without paging, EBX has the start
 * information.
 *
 * Makes first page tables of large pages, which show the first gigabyte of memory at 0, in the
 * direct map and below the image, and goes to 64 bits. Source: Xen, docs/misc/pvh.pandoc.
 */
#include "layout.h"

#define PHYSICAL(symbol) (symbol - KERNEL_BASE)

  .section .note.pvh, "a", @note
  .balign 4
  .long 4, 8, 18 /* XEN_ELFNOTE_PHYS32_ENTRY */
  .asciz "Xen"
  .quad PHYSICAL(boot_entry)

  .section .bss.boot, "aw", @nobits
  .balign 4096
boot_tables:
boot_root: .skip 4096
boot_low: .skip 4096   /* the third level for address 0 and for the direct map */
boot_high: .skip 4096  /* the third level for the image */
boot_pages: .skip 4096 /* 512 large pages */
boot_tables_end:
  .balign KERNEL_STACK_BYTES
  .skip KERNEL_STACK_BYTES
boot_stack_end:

  .section .text.boot, "ax"
  .code32
  .globl boot_entry
  .type boot_entry, @function
boot_entry:
  cld
  movl %ebx, %esi
  movl $PHYSICAL(boot_tables), %edi
  movl $(boot_tables_end - boot_tables) / 4, %ecx
  xorl %eax, %eax
  rep stosl
  movl $PHYSICAL(boot_low) + 3, PHYSICAL(boot_root)
  movl $PHYSICAL(boot_low) + 3, PHYSICAL(boot_root) + 8 * DIRECT_MAP_SLOT
  movl $PHYSICAL(boot_high) + 3, PHYSICAL(boot_root) + 8 * 511
  movl $PHYSICAL(boot_pages) + 3, PHYSICAL(boot_low)
  movl $PHYSICAL(boot_pages) + 3, PHYSICAL(boot_high) + 8 * 510
  movl $0x83, %eax /* present, writable, large */
  movl $PHYSICAL(boot_pages), %edi
1: movl %eax, (%edi)
  addl $8, %edi
  addl $0x200000, %eax
  cmpl $PHYSICAL(boot_pages) + 4096, %edi
  jb 1b
  movl $PHYSICAL(boot_root), %eax
  movl %eax, %cr3
  movl $0x20, %eax /* PAE */
  movl %eax, %cr4
  movl $0xc0000080, %ecx /* EFER: long mode, no-execute */
  movl $0x900, %eax
  xorl %edx, %edx
  wrmsr
  movl $0x80010005, %eax /* paging, write protection, no floating point, protected mode */
  movl %eax, %cr0
  lgdt PHYSICAL(boot_segments_register)
  ljmp $8, $PHYSICAL(1f)
  .code64
1: movq $2f, %rax
  jmp *%rax
2: movl $16, %eax
  movl %eax, %ds
  movl %eax, %es
  movl %eax, %ss
  xorl %eax, %eax
  movl %eax, %fs
  movl %eax, %gs
  movl $0xc0000101, %ecx /* GS base */
  movq $boot_processor, %rax
  movq %rax, %rdx
  shrq $32, %rdx
  wrmsr
  movq $boot_stack_end, %rsp
  xorl %ebp, %ebp
  movl %esi, %edi
  call boot_start
  .size boot_entry, . - boot_entry

  .section .rodata.boot, "a"
  .balign 8
boot_segments:
  .quad 0, 0x00af9b000000ffff, 0x00cf93000000ffff
boot_segments_register:
  .word boot_segments_register - boot_segments - 1
  .quad PHYSICAL(boot_segments)
