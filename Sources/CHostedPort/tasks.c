/* Threads of the kernel on one thread of the host, by switching stacks. Never instrumented. */
#define _GNU_SOURCE
#include "hosted_tasks.h"

#include <errno.h>
#include <linux/kthread.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/msan.h>
#include <unistd.h>

#include "hosted.h"
#include "kmsan_port.h"

#define STACK_SIZE (256ul << 10)
/* Free memory at a stack's end: code may take up to 800 bytes there for a caller's arguments. */
#define STACK_END_GAP 1024
#define GUARD_SIZE 4096ul

extern void *__libc_stack_end;

/* This thread of the host as a task, and the one that runs; NULL for the former. */
static _Thread_local struct task_struct first;
static _Thread_local struct task_struct *running;

/* The contexts of the task that runs, at one place for all, which instrumented code knows. */
_Thread_local struct kmsan_context_stack hosted_context_stack;

struct kmsan_context_stack *kmsan_port_contexts(void) { return &hosted_context_stack; }

struct task_struct *hosted_current(void) { return running ? running : &first; }

/* The end of the stack that the C library gave this thread. */
static uintptr_t library_stack_end(void) {
  if (gettid() == getpid())
    return (uintptr_t)__libc_stack_end;
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes))
    return 0;
  void *start = NULL;
  size_t size = 0;
  bool is_known = !pthread_attr_getstack(&attributes, &start, &size);
  pthread_attr_destroy(&attributes);
  return is_known ? (uintptr_t)start + size : 0;
}

uintptr_t hosted_stack_end(void) {
  struct task_struct *task = hosted_current();
  if (!task->stack_end)
    task->stack_end = library_stack_end();
  return task->stack_end;
}

unsigned hosted_task_number(void) {
  static unsigned last;
  struct task_struct *task = hosted_current();
  if (!task->number)
    task->number = __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
  return task->number;
}

const char *hosted_task_name(void) {
  const char *name = hosted_current()->name;
  return *name ? name : program_invocation_short_name;
}

/* Copies contexts, up to the block of the current level: entering a level clears its block. */
static void copy_contexts(
    struct kmsan_context_stack *to, const struct kmsan_context_stack *from) {
  memcpy(to, from, offsetof(struct kmsan_context_stack, contexts) + from->offset +
                       sizeof(struct kmsan_context));
}

/* Goes on with another task, with interrupts off, as it was when it stopped. */
static void switch_to(struct task_struct *next) {
  struct task_struct *previous = hosted_current();
  copy_contexts(&previous->contexts, &hosted_context_stack);
  copy_contexts(&hosted_context_stack, &next->contexts);
  running = next;
  swapcontext(&previous->registers, &next->registers);
}

void schedule(void) {
  struct task_struct *task = hosted_current();
  if (hosted_interrupts_are_off() || hosted_is_reporting())
    return;
  hosted_interrupts_off();
  if (task->next && task->next != task)
    switch_to(task->next);
  hosted_interrupts_on();
}

/* The bottom of every stack, with the name that it has in Linux. */
static void kthread(void) {
  struct task_struct *task = hosted_current();
  hosted_interrupts_on();
  int result = task->function(task->argument);
  hosted_interrupts_off();
  task->result = result;
  task->is_done = true;
  struct task_struct *previous = task;
  while (previous->next != task)
    previous = previous->next;
  previous->next = task->next;
  switch_to(task->next);
}

struct task_struct *kthread_run(int (*function)(void *), void *argument, const char *name) {
  struct task_struct *current = hosted_current();
  if (hosted_allocation_fails())
    return NULL;
  hosted_interrupts_off();
  struct task_struct *task = calloc(1, sizeof(*task));
  void *stack = mmap(
      NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (task && stack != MAP_FAILED && !mprotect(stack, GUARD_SIZE, PROT_NONE)) {
    task->function = function;
    task->argument = argument;
    task->stack = stack;
    task->stack_end = (uintptr_t)stack + STACK_SIZE - STACK_END_GAP;
    strncpy(task->name, name, sizeof(task->name) - 1);
    /* What was there before may have left its shadow. */
    kmsan_mark(stack, STACK_SIZE, KMSAN_STATE_INITED);
    getcontext(&task->registers);
    task->registers.uc_stack.ss_sp = stack;
    task->registers.uc_stack.ss_size = STACK_SIZE - STACK_END_GAP;
    task->registers.uc_link = NULL;
    sigdelset(&task->registers.uc_sigmask, SIGALRM);
    makecontext(&task->registers, kthread, 0);
    task->next = current->next ? current->next : current;
    current->next = task;
  } else {
    if (stack != MAP_FAILED)
      munmap(stack, STACK_SIZE);
    free(task);
    task = NULL;
  }
  hosted_interrupts_on();
  return task;
}

int kthread_stop(struct task_struct *thread) {
  while (!*(volatile bool *)&thread->is_done)
    schedule();
  int result = thread->result;
  hosted_interrupts_off();
  munmap(thread->stack, STACK_SIZE);
  free(thread);
  hosted_interrupts_on();
  return result;
}
