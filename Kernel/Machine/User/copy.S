/* Copies from and to user memory. A page fault between copy_user_start and copy_user_end goes on at
 * copy_user_fault.
 */
  .text
  .globl copy_user, copy_user_start, copy_user_end, copy_user_fault
  .type copy_user, @function
/* size_t copy_user(void *to, const void *from, size_t size) */
copy_user:
  movq %rdx, %rcx
copy_user_start:
  rep movsb
copy_user_end:
copy_user_fault:
  movq %rcx, %rax
  ret
  .size copy_user, . - copy_user
