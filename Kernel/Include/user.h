/* User mode: processes, system calls, and what reaches user memory. */
#ifndef KERNEL_USER_H
#define KERNEL_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "system_calls.h"
#include "trap_frame.h"

#pragma clang assume_nonnull begin

/* What a page of user memory may be used for. */
enum user_access { USER_CODE, USER_CONSTANTS, USER_DATA };

/* Page tables of a process (Machine/User): their upper half is the kernel's, always. */
/* The physical address of the top table; 0 when there is no memory. */
uintptr_t user_tables_create(void);
/* Frees the tables and all user memory in them. No processor may use them. */
void user_tables_free(uintptr_t tables);
/* Gives memory to a page: a copy of `content`, or zeroes. False when there is none. */
bool user_page_map(
    uintptr_t tables, uintptr_t address, const void *_Nullable content, enum user_access access);
/* The physical address behind a user address of the current thread; 0 when nothing is mapped. */
uintptr_t user_physical(uintptr_t address);
/* The tables that a thread has which belongs to no process. */
uintptr_t kernel_page_tables(void);
/* Goes to user mode: `entry` begins with these arguments on this stack. */
__attribute__((noreturn)) void user_begin(
    uintptr_t entry, uintptr_t stack_end, uint64_t first, uint64_t second);
/* Where the processor begins with a system call. */
static inline uintptr_t get_system_call_start(void) {
  extern char system_call_start[];
  return (uintptr_t)system_call_start;
}

/* The programs of the image (Machine/Boot/kernel.ld): where they lie for the kernel, and for
 * themselves. */
static inline uintptr_t user_image_content(void) {
  extern char user_image[];
  return (uintptr_t)user_image;
}
static inline uintptr_t get_user_image_end(void) {
  extern char user_image_end[];
  return (uintptr_t)user_image_end;
}
static inline uintptr_t get_user_data_start(void) {
  extern char user_data_start[];
  return (uintptr_t)user_data_start;
}
/* Where every program begins: it calls the function, and exits with its result. */
typedef int64_t (*user_program)(uint64_t argument);
static inline uintptr_t get_program_begin(void) {
  extern char program_begin[];
  return (uintptr_t)program_begin;
}

/* Processes: a thread with page tables of its own (Core/User). */
struct process;
/* How a process ended that made a mistake. */
#define PROCESS_FAILED INT64_MIN
/* Starts a program; NULL when there is no memory. */
struct process *_Nullable process_start(
    const char *name, user_program program, uint64_t argument);
/* Waits for its end, frees it, and returns its code, or PROCESS_FAILED. */
int64_t process_wait(struct process *process);
/* Ends the process of the current thread. */
__attribute__((noreturn)) void process_exit(int64_t code);
static inline int64_t process_run(const char *name, user_program program, uint64_t argument) {
  struct process *process = process_start(name, program, argument);
  return process ? process_wait(process) : PROCESS_FAILED;
}

/* System calls: those from SYSTEM_CALL_CASES on may be set at any time. (Core/User) */
typedef int64_t (*system_call_function)(uint64_t first, uint64_t second, uint64_t third);
void system_call_register(uint32_t number, system_call_function function);
void system_call_handle(struct trap_frame *frame);

/* Copies bytes where a bad user address ends the copy; returns how many were not copied.
 * (Machine/User) */
size_t copy_user(void *to, const void *_Nullable from, size_t size);
/* The same up to and with the first zero: how many were copied; -1 after a bad address. */
intptr_t copy_user_string(char *to, const char *_Nullable from, size_t size);
/* 0 when the word was as expected, and is now `value`; 1 when not. `seen` is what it was. -1 after
 * a bad address. */
int exchange_user32(
    volatile uint32_t *_Nullable user, uint32_t expected, uint32_t *seen, uint32_t value);
int exchange_user64(
    volatile uint64_t *_Nullable user, uint64_t expected, uint64_t *seen, uint64_t value);
/* Where one of these goes on after a fault at this code; 0 when the code is none of theirs. */
static inline uintptr_t user_access_recovery(uintptr_t code) {
  struct range {
    uintptr_t start, end, recovery;
  };
  extern const struct range user_access_start[], user_access_end[];
  for (const struct range *range = user_access_start; range < user_access_end; range++)
    if (code >= range->start && code < range->end)
      return range->recovery;
  return 0;
}

/* casueword(9): 0 when the word was as expected, and is now `value`; 1 when not; -1 when there is no such
 * user memory. The other functions that reach user memory are in kernel_interface.h. */
int casueword32(
    volatile uint32_t *_Nullable user, uint32_t expected, uint32_t *seen, uint32_t value);
int casueword64(
    volatile uint64_t *_Nullable user, uint64_t expected, uint64_t *seen, uint64_t value);

#pragma clang assume_nonnull end

#endif
