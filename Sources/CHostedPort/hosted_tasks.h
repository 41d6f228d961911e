/* The C side's view of its own tasks: what runs on this thread of the host. */
#ifndef KMSAN_HOSTED_TASKS_H
#define KMSAN_HOSTED_TASKS_H

#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>

#include "kmsan_runtime.h"

/* One thread of the kernel. The first of each thread of the host is that thread itself. */
struct task_struct {
  /* While it does not run. */
  struct kmsan_context_stack contexts;
  /* Of its stack; 0 before it is first needed. */
  uintptr_t stack_end;
  /* Its place in the order in which tasks asked for one; 0 before. */
  unsigned number;
  /* Empty for the program itself. */
  char name[16];

  /* Not for the first: what it does, where, and what came of it. */
  int (*function)(void *argument);
  void *argument;
  void *stack;
  int result;
  bool is_done;

  /* The ring of those that can run, and where this one goes on. */
  struct task_struct *next;
  ucontext_t registers;
};

/* The task that runs. */
struct task_struct *hosted_current(void);
/* Whether the current task is the one that prints a report. */
bool hosted_is_reporting(void);

#endif
