/* Accesses to user memory. Each has a line in the table of user_access_recovery(): where it may
 * fault, and where it goes on then.
 */
  .macro may_fault start, end, recovery
  .pushsection .rodata.user_access, "a"
  .quad \start, \end, \recovery
  .popsection
  .endm

  .section .rodata.user_access, "a"
  .balign 8
  .globl user_access_start, user_access_end
user_access_start:

  .text
  .globl copy_user
  .type copy_user, @function
/* size_t copy_user(void *to, const void *from, size_t size) */
copy_user:
  movq %rdx, %rcx
1: rep movsb
2: movq %rcx, %rax
  ret
  may_fault 1b, 2b, 2b
  .size copy_user, . - copy_user

  .globl copy_user_string
  .type copy_user_string, @function
/* intptr_t copy_user_string(char *to, const char *from, size_t size) */
copy_user_string:
  xorl %eax, %eax
1: cmpq %rdx, %rax
  je 4f
2: movb (%rsi,%rax), %cl
3: movb %cl, (%rdi,%rax)
  incq %rax
  testb %cl, %cl
  jnz 1b
4: ret
5: movq $-1, %rax
  ret
  may_fault 2b, 3b, 5b
  .size copy_user_string, . - copy_user_string

  .macro exchange_user name, suffix, accumulator, expected, value
  .globl \name
  .type \name, @function
\name:
  mov\suffix %\expected, %\accumulator
1: lock cmpxchg\suffix %\value, (%rdi)
2: mov\suffix %\accumulator, (%rdx)
  setne %al
  movzbl %al, %eax
  ret
3: movl $-1, %eax
  ret
  may_fault 1b, 2b, 3b
  .size \name, . - \name
  .endm

/* int exchange_user32(uint32_t *user, uint32_t expected, uint32_t *seen, uint32_t value), and the same
 * for 64 bits. */
  exchange_user exchange_user32, l, eax, esi, ecx
  exchange_user exchange_user64, q, rax, rsi, rcx

  .section .rodata.user_access, "a"
user_access_end:
