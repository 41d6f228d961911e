/* What the hosted port needs of the C library, as functions that Swift can import.
 * Nothing else in the runtime or in the port touches the C library, but for mem* of <string.h>.
 */
#ifndef KMSAN_HOSTED_H
#define KMSAN_HOSTED_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kmsan_runtime.h"

#pragma clang assume_nonnull begin

/* The contexts of the current task, a thread of linux/kthread.h or of the host. */
extern _Thread_local struct kmsan_context_stack hosted_context_stack;
/* The end (highest address) of the current task's stack; 0 when unknown. */
uintptr_t hosted_stack_end(void);
/* The current task's number in the order in which tasks asked, from 1; its name. */
unsigned hosted_task_number(void);
const char *hosted_task_name(void);

/* Reserves zeroed memory at exactly this place, without committing any; false when that fails. */
bool hosted_reserve_at(uintptr_t address, size_t size);
/* Reserves zeroed memory anywhere; NULL when that fails. */
void *_Nullable hosted_reserve(size_t size);
/* Starts this program again without address space randomization; returns when that is forbidden,
 * fails or was done before. */
void hosted_restart_without_randomization(char *_Nullable *_Nonnull arguments);

/* Whether an address is one of shadow or origins. */
bool hosted_is_metadata(uintptr_t address);
/* Lets writers to frozen pages of metadata wait; needed once, before the first is frozen. */
bool hosted_wait_for_frozen_pages(void);
/* How pages of metadata are found, frozen, released and thawed. */
extern const struct kmsan_metadata_pages hosted_metadata_pages;
/* Calls the function for every range of writable memory of the process but for metadata. */
void hosted_for_each_mapping(void (*body)(uintptr_t start, uintptr_t end));
/* Bytes of memory that shadow and origins take now. */
size_t hosted_metadata_size(void);

/* Makes what is the standard error stream now the console, also when the program closes it. */
void hosted_keep_console(void);
/* Writes all of the text to the console. */
void hosted_write_error(const char *text, size_t size);
/* Ends the process at once. */
_Noreturn void hosted_end(int code);
/* Ends the process after its output streams were flushed. */
_Noreturn void hosted_flush_and_end(int code);
/* Calls the function when the process ends normally. */
bool hosted_at_exit(void (*function)(void));
/* The value of a variable of the environment; NULL when it is not set. */
const char *_Nullable hosted_variable(const char *name);

/* From now on, a fault of the sanitizer's own code is called that on the console before it ends the
 * process. */
void hosted_explain_faults(void);

/* Maps the program's own file to be read; NULL when that fails. */
const void *_Nullable hosted_map_program(size_t *size);
/* The difference between addresses in the running program and in its file. */
uintptr_t hosted_program_bias(void);
/* Whether a code address belongs to the program's own file. */
bool hosted_is_in_program(uintptr_t address);
/* Whether the process has memory at this address. */
bool hosted_is_mapped(const void *address);

/* The exported function of a shared library that contains the address; NULL when there is none. */
const char *_Nullable hosted_library_symbol(uintptr_t address, uintptr_t *start, uintptr_t *size);

/* Seconds since the machine started. */
uint64_t hosted_seconds(void);

/* A lock for the whole process that knows the task that owns it. */
bool hosted_report_lock(void);
void hosted_report_unlock(void);

/* Makes the timer's interrupt of this thread wait until it is taken back; calls nest. */
void hosted_interrupts_off(void);
void hosted_interrupts_on(void);
bool hosted_interrupts_are_off(void);
/* A lock for the whole process, to be held for a moment; interrupts wait. */
void hosted_lock(void);
void hosted_unlock(void);

/* Whether the allocation that is about to be made must fail, because the user wants that: in Swift,
 * with KMSAN_FAIL_ALLOCATION. Every function that may say that there is no memory asks it first. */
bool hosted_allocation_fails(void);

void *_Nullable hosted_allocate(size_t size);
/* The size that was asked for or more; 0 for NULL. */
size_t hosted_allocation_size(const void *memory);
void hosted_free(void *memory);

/* Calls the function every so many microseconds, from a signal, but not where interrupts are off; 0
 * ends that. False when that is impossible. */
bool hosted_call_every(uint32_t microseconds, void (*function)(void));

/* Calls the function after each instruction of this thread, but not where interrupts are off; NULL
 * ends that. False when that is impossible. */
bool hosted_call_every_instruction(void (*_Nullable function)(void));

/* The port's start, in Swift; the constructor calls it with main()'s arguments. */
void hosted_start(char *_Nullable *_Nonnull arguments);

#pragma clang assume_nonnull end

#endif
