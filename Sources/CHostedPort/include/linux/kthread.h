/* Threads of the kernel, for kernel-style programs that run in a process. They share one processor,
 * which is the host's thread that made them, and run until they give it up: by schedule(), or when an
 * interrupt's handler calls that. interrupt_every() with such a handler takes the processor away
 * between any two instructions.
 *
 * Each thread has a stack and nesting levels of its own, and a number and a name in reports. A handler
 * that switches threads goes on, at its level, when its thread does.
 *
 * Source of the names: Linux 6.12, include/linux/kthread.h and sched.h.
 */
#ifndef KMSAN_LINUX_KTHREAD_H
#define KMSAN_LINUX_KTHREAD_H

#ifdef __cplusplus
extern "C" {
#endif

struct task_struct;

/* Makes a thread that is going to call the function; NULL when there is no memory. The name is cut
 * after 15 bytes. */
struct task_struct *kthread_run(
    int (*function)(void *argument), void *argument, const char *name);
/* Lets the other threads run until this one has returned from its function, and takes its memory
 * back. Returns what the function did. Call it once, for another thread than the current one. */
int kthread_stop(struct task_struct *thread);
/* Lets the next thread run; returns when it is this one's turn again. Does nothing where the kernel
 * must not switch: while it allocates memory, and while this thread's report is printed. */
void schedule(void);

#ifdef __cplusplus
}
#endif
#endif
