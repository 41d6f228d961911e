/* The programs of the image: Machine/User/Programs. */
#ifndef KERNEL_PROGRAMS_H
#define KERNEL_PROGRAMS_H

#include <stdint.h>

/* Returns its argument and one more. */
int64_t program_answer(uint64_t argument);
/* Sets its label and gets its status; 0 when both are right. */
int64_t program_status_call(uint64_t argument);
/* Makes this system call with an address of memory that it has filled. */
int64_t program_call_with_heap(uint64_t number);
/* Makes this system call with many arguments; 0 when their sum comes back. */
int64_t program_calls(uint64_t number);
/* Gives bad addresses to the system calls, also to this one; 0 when each answers an error. */
int64_t program_bad_pointers(uint64_t number);
/* Make so many system calls that do nothing; that copy a structure out and one in; use so many
 * pages for the first time. Return the time stamps that this took. */
int64_t program_nothing(uint64_t count);
int64_t program_copies(uint64_t count);
int64_t program_pages(uint64_t count);
/* Computes, and makes this system call, until that returns -1; then 0, when all was right. */
int64_t program_soak(uint64_t number);
/* Makes a mistake. */
int64_t program_mistake(uint64_t number);
/* Fills memory by its number, is switched, and finds it as it was; then 0. */
int64_t program_sum(uint64_t number);

#endif
