/* What the kernel keeps for each processor and for each thread. */
#ifndef KERNEL_PROCESSOR_H
#define KERNEL_PROCESSOR_H

/* What assembly knows of struct processor, and of segments. */
#define PROCESSOR_USER_STACK 24
#define PROCESSOR_TASK_SEGMENT 32
#define PROCESSOR_NMIS 40
#define USER_DATA_SELECTOR 27
#define USER_CODE_SELECTOR 35
#define VECTOR_NUMBER_SYSTEM_CALL 256

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

#include <kmsan_runtime.h>

#include "trap_frame.h"

/* States of a thread. */
enum {
  THREAD_READY = 0,
  THREAD_RUNNING = 1,
  /* Until its time has come, or it is woken. */
  THREAD_SLEEPING = 2,
  /* Has called thread_exit(), and still runs on its stack. */
  THREAD_ENDING = 3,
  THREAD_ENDED = 4,
};

#define PROCESSOR_ANY 0xffffffffu

struct process;

struct thread {
  /* Of a thread that does not run: where context_switch() goes on. */
  uintptr_t stack_pointer;
  /* One past its stack; 0 for the stack that the boot processor started with. */
  uintptr_t stack_end;
  struct thread *_Nullable next;
  const char *_Nonnull name;
  void (*_Nullable function)(void *_Nullable argument);
  void *_Nullable argument;
  uint32_t number;
  uint32_t state;
  /* Of a thread that sleeps: until when, in microseconds, and on what. */
  uint64_t wake_time;
  const void *_Nullable sleeps_on;
  /* The only processor that it runs on, or PROCESSOR_ANY. */
  uint32_t processor;
  /* Of a thread that kthread_run() made: what it calls, what that returned, the name. */
  int (*_Nullable task)(void *_Nullable argument);
  int result;
  char task_name[16];
  /* The physical address of its top page table. */
  uintptr_t page_tables;
  struct process *_Nullable process;
  struct kmsan_context_stack contexts;
};

/* GS points here while the kernel runs. */
struct processor {
  struct processor *_Nonnull self;
  struct thread *_Nonnull current;
  /* Those of `current`: kmsan_machine.h reads them. */
  struct kmsan_context_stack *_Nonnull contexts;
  /* Where a system call keeps the program's stack until it has one of its own. */
  uintptr_t user_stack;
  /* Where the processor finds the stack for an exception in user mode, and for NMI and double
   * fault. */
  uintptr_t task_segment;
  /* NMIs that are not over: at most one. */
  uint32_t nmis;
  uint32_t number;
  /* Of the local interrupt controller. */
  uint32_t controller;
  /* Runs when no other thread is ready. */
  struct thread *_Nonnull idle;
  /* Ran here last; whoever runs next sees whether it has ended. */
  struct thread *_Nullable previous;
  struct processor *_Nullable next;
  /* When the timer interrupted last, in microseconds; 0 before. */
  uint64_t last_tick;
  /* Time stamps: when it began to wait for an interrupt, 0 when it does not; how long it did in all. */
  uint64_t idle_since;
  uint64_t idle_stamps;
  uint64_t interrupts;
  uint64_t switches;
  /* What it did when a panic of another processor stopped it. */
  const struct trap_frame *_Nullable stopped;
  /* One past the stack on which it takes NMIs. */
  uintptr_t nmi_stack_end;
};
_Static_assert(
    offsetof(struct processor, contexts) == 16, "kmsan_machine.h assumes this offset");
_Static_assert(
    offsetof(struct processor, user_stack) == PROCESSOR_USER_STACK &&
        offsetof(struct processor, task_segment) == PROCESSOR_TASK_SEGMENT &&
        offsetof(struct processor, nmis) == PROCESSOR_NMIS &&
        VECTOR_SYSTEM_CALL == VECTOR_NUMBER_SYSTEM_CALL,
    "system_call.S and stubs.S assume these numbers");

/* The part of a task segment that changes. */
struct task_segment {
  uint32_t reserved;
  /* For privilege level 0. */
  uint64_t stack_end;
} __attribute__((packed));

/* The processor that boots, and the thread that it boots in: they exist before anything runs. */
extern struct processor boot_processor;
extern struct thread boot_thread;
static inline struct processor *_Nonnull get_boot_processor(void) { return &boot_processor; }

static inline struct processor *_Nonnull current_processor(void) {
  struct processor *processor;
  __asm__ volatile("movq %%gs:0, %0" : "=r"(processor));
  return processor;
}
/* Read again each time. */
static inline const struct trap_frame *_Nullable processor_stopped(
    const struct processor *_Nonnull processor) {
  return __atomic_load_n(&processor->stopped, __ATOMIC_ACQUIRE);
}
/* Without Swift making a pointer of a field. */
static inline struct kmsan_context_stack *_Nonnull thread_contexts(
    struct thread *_Nonnull thread) {
  return &thread->contexts;
}
static inline char *_Nonnull thread_task_name(struct thread *_Nonnull thread) {
  return thread->task_name;
}
static inline struct thread *_Nonnull current_thread(void) {
  struct thread *thread;
  __asm__ volatile("movq %%gs:8, %0" : "=r"(thread));
  return thread;
}

#endif
#endif
