/* What the parts of the kernel offer each other across its two modules and C. Swift implements all
 * of it; the compiler checks each function against its declaration here.
 */
#ifndef KERNEL_KERNEL_H
#define KERNEL_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel_interface.h"
#include "layout.h"
#include "machine.h"
#include "processor.h"
#include "trap_frame.h"
#include "user.h"

#pragma clang assume_nonnull begin

/* Console and ends (Machine/Console). */
void console_write(const char *text, size_t size);
/* How a run ends; QEMU's exit code is twice the number, plus 1. */
enum outcome {
  OUTCOME_PASSED = 16,
  OUTCOME_REPORTS = 17,
  OUTCOME_FAILED = 18,
  OUTCOME_PANIC = 19,
  OUTCOME_REFUSED = 20,
};
__attribute__((noreturn)) void power_off(enum outcome outcome);
/* Prints the message and the stack of the caller, stops the other processors, ends the kernel. */
__attribute__((noreturn)) void kernel_panic(const char *message);
/* The same for an unexpected exception, with the registers. */
__attribute__((noreturn)) void kernel_panic_frame(
    const char *message, const struct trap_frame *frame);
/* Whether a processor panics: the others stop. */
bool kernel_is_panicking(void);

/* The functions of the image, sorted by address; the build makes the table. Each entry has three
 * words: the start as an offset from KERNEL_BASE, the size, the name as an offset. (Machine/Port)
 * */
extern const uint32_t symbol_count, symbol_entries[][3];
extern const char symbol_names[];
static inline uint32_t symbol_table_count(void) { return symbol_count; }
static inline const void *symbol_table_entries(void) { return symbol_entries; }
static inline const char *symbol_table_names(void) { return symbol_names; }

/* Where parts of the image begin and end (Machine/Boot/kernel.ld). */
extern char image_start[], image_text_end[], image_rodata_end[], image_end[];
static inline uintptr_t get_image_start(void) { return (uintptr_t)image_start; }
static inline uintptr_t get_image_text_end(void) { return (uintptr_t)image_text_end; }
static inline uintptr_t get_image_rodata_end(void) { return (uintptr_t)image_rodata_end; }
static inline uintptr_t get_image_end(void) { return (uintptr_t)image_end; }
static inline uintptr_t get_interrupt_stubs(void) {
  extern char interrupt_stubs[];
  return (uintptr_t)interrupt_stubs;
}

/* The words that the kernel was booted with, blanks between them. (Machine/Boot) */
const char *boot_command_line(void);
#define COMMAND_LINE_MAX 2048
extern char command_line[];
static inline char *get_command_line(void) { return command_line; }

/* Whether memory has shadow and origins: not in a kernel without KMSAN (Without). */
static inline bool has_metadata(void) {
#ifdef KMSAN_ABSENT
  return false;
#else
  return true;
#endif
}

/* Physical memory (Machine/Memory): runs of 2 to the power of `order` pages, at most 2 MB. */
#define FRAME_ORDER_MAX 9
/* The physical address of a run with shadow and origins; 0 when there is no memory. */
uintptr_t frames_allocate(uint32_t order);
void frames_free(uintptr_t physical, uint32_t order);
size_t frames_free_bytes(void);
/* Prints how much memory and metadata is in use. */
void memory_print(void);
/* After a page fault at an address of metadata: whether there is some now. */
bool metadata_resolve(uintptr_t address);
static inline void *direct_map(uintptr_t physical) {
  return (void *)(DIRECT_MAP_START + physical);
}

/* What is known of a page of physical memory, or of the run that it begins. */
struct page {
  /* Neighbours in a list of free runs, by number; 0 at its ends. */
  uint32_t next, previous;
  uint8_t order;
  bool is_free;
  /* Whether it has shadow and origins. */
  bool is_covered;
  /* For the owner: the slab that a page of a zone belongs to, the pages of an allocation. */
  void *_Nullable slab;
  size_t pages;
};
/* The page behind an address of the direct map or of the kernel map; NULL without memory. */
struct page *_Nullable page_of(const void *address);

/* The kernel map (Machine/Memory). Shadow and origins are mapped before the memory. */
/* Maps new memory at new addresses: `size` bytes, a multiple of pages, at a multiple of
 * `alignment`, above `gap` bytes that stay unmapped. NULL when there is no memory. Nothing is ever
 * unmapped. */
void *_Nullable kernel_map_grow(size_t size, size_t alignment, size_t gap);
/* Maps registers of a device. Their shadow and origins are one page for all devices. */
uintptr_t device_map(uintptr_t physical, size_t size);
/* The physical address behind an address; 0 when nothing is mapped there. */
uintptr_t kernel_physical(uintptr_t address);

/* Processors (Machine/Processors). */
void interrupt_controller_end(void);
/* Interrupts another processor. */
void processor_interrupt(const struct processor *target, uint8_t vector);
/* Sends the current processor an NMI, which comes at once. */
void processor_send_nmi(const struct processor *target);
/* Starts the other processors; each calls processor_main(). Returns how many there are in all. */
uint32_t processors_start(void);
uint32_t processor_count(void);
/* The thread that a processor idles in, made before the processor starts. */
struct thread *processor_idle_thread(uint32_t number);
/* Copies the code that another processor starts with to `page`, by which the page at `physical`,
 * below 1 MB, can be written; tells it its page tables, and what it runs on. */
void trampoline_prepare(
    void *page, uint32_t physical, uint32_t page_tables, const struct processor *processor,
    uintptr_t stack_end);
__attribute__((noreturn)) void processor_main(void);
void timer_start(void);
/* Lets the timer of this processor interrupt so many microseconds apart; 0 for its usual time. */
void timer_set_period(uint32_t microseconds);
/* From now on the timer of this processor interrupts once, after so many ticks of its own clock; 0
 * stops it. With VECTOR_NMI it makes an NMI: QEMU's timer can, those of real processors cannot. */
void timer_once(uint32_t ticks, uint8_t vector);
/* Times in microseconds since the kernel began. */
uint64_t clock_microseconds(void);

/* Threads (Core/Threads). */
void context_switch(uintptr_t *from, uintptr_t to);
/* Where a new thread begins, in assembly; calls thread_main(). */
void thread_begin(void);
static inline uintptr_t get_thread_begin(void) { return (uintptr_t)thread_begin; }
void thread_main(void);
struct thread *_Nullable thread_create(
    const char *name, void (*function)(void *_Nullable), void *_Nullable argument);
/* The same for a thread that runs on one processor only. */
struct thread *_Nullable thread_create_on(
    uint32_t processor, const char *name, void (*function)(void *_Nullable),
    void *_Nullable argument);
void thread_yield(void);
/* Waits for at least so many microseconds, while others run. */
void thread_sleep(uint64_t microseconds);
__attribute__((noreturn)) void thread_exit(void);
/* Waits until the thread has ended. */
void thread_join(struct thread *thread);
/* Sets what GS and the processor know about the current thread: the caller switches to its stack
 * next. */
static inline void set_current_thread(struct thread *thread) {
  struct processor *processor = current_processor();
  processor->current = thread;
  processor->contexts = &thread->contexts;
  ((struct task_segment *)processor->task_segment)->stack_end = thread->stack_end;
  if (page_table_root() != thread->page_tables)
    set_page_table_root(thread->page_tables);
}

/* Interrupts (Core/Interrupts). */
typedef void (*vector_handler)(struct trap_frame *frame, void *_Nullable argument);
/* Sets the handler of a vector. It runs with interrupts off, at a nesting level of its own. */
void vector_register(uint8_t vector, vector_handler handler, void *_Nullable argument);

/* What entry code knows, and passes by value as kernels do. */
struct entry_state {
  bool may_switch;
};
void interrupt_handle(struct trap_frame *frame);
struct entry_state interrupt_classify(const struct trap_frame *frame);
void interrupt_leave(const struct trap_frame *frame, struct entry_state state);

/* Kernel memory: whole pages of the kernel map, uninitialized, of type kmem; a power of two of pages
 * at a multiple of its size. NULL when there is none. Freed memory stays mapped, and a use of it is
 * reported. (Core/Memory) */
void *_Nullable kernel_memory_allocate(size_t size);
void kernel_memory_free(void *memory);

/* Devices (Core/Devices). One operation each: reads 4096 bytes of the disk; sends 64 bytes from one
 * network card, and receives them at the other. */
void benchmark_disk_read(void);
void benchmark_packet(void);

/* Whether an address is one of shadow or origins. */
static inline bool is_metadata(uintptr_t address) {
  return address >= SLOT_ADDRESS(DIRECT_ORIGIN_SLOT) &&
      !(address >= DIRECT_MAP_START && address < SLOT_ADDRESS(KERNEL_SHADOW_SLOT)) &&
      address < KERNEL_MEMORY_START;
}

/* Where the instrumented kernel begins: Core/Main.swift. */
void kernel_main(void);

#pragma clang assume_nonnull end

#endif
