/* What interrupts the program, a timer or every instruction, and the places where it must not: the C
 * library's own state is not made for that. Never instrumented. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/time.h>

#include "hosted.h"

/* Of this thread of the host: calls of hosted_interrupts_off() not taken back, and whether the timer
 * came meanwhile. The handler gives back what it takes. */
static _Thread_local volatile unsigned off;
static _Thread_local volatile bool is_pending;

static void (*function_of_timer)(void);

void hosted_interrupts_off(void) { off++; }

void hosted_interrupts_on(void) {
  if (--off || !is_pending)
    return;
  is_pending = false;
  raise(SIGALRM);
}

bool hosted_interrupts_are_off(void) { return off; }

static void on_timer(int signal) {
  (void)signal;
  if (off) {
    is_pending = true;
    return;
  }
  int error = errno;
  function_of_timer();
  errno = error;
}

bool hosted_call_every(uint32_t microseconds, void (*function)(void)) {
  struct sigaction action = {.sa_handler = on_timer, .sa_flags = SA_RESTART};
  struct timeval period = {microseconds / 1000000, microseconds % 1000000};
  struct itimerval timer = {period, period};
  function_of_timer = function;
  return !sigaction(SIGALRM, &action, NULL) && !setitimer(ITIMER_REAL, &timer, NULL);
}

static void (*function_of_step)(void);

static void on_step(int signal) {
  (void)signal;
  if (off)
    return;
  int error = errno;
  function_of_step();
  errno = error;
}

/* The processor's trap flag: a trap after each instruction, but not in the handler of the trap. The
 * flags go past what a caller may keep below its stack pointer. */
bool hosted_call_every_instruction(void (*function)(void)) {
  struct sigaction action = {.sa_handler = function ? on_step : SIG_DFL, .sa_flags = SA_RESTART};
  if (!function)
    __asm__ volatile("lea -128(%%rsp), %%rsp; pushfq; andq $-257, (%%rsp); popfq;"
                     "lea 128(%%rsp), %%rsp" ::: "cc", "memory");
  function_of_step = function;
  sigaddset(&action.sa_mask, SIGALRM);
  if (sigaction(SIGTRAP, &action, NULL))
    return false;
  if (function)
    __asm__ volatile("lea -128(%%rsp), %%rsp; pushfq; orq $256, (%%rsp); popfq;"
                     "lea 128(%%rsp), %%rsp" ::: "cc", "memory");
  return true;
}

static bool is_locked;

void hosted_lock(void) {
  hosted_interrupts_off();
  while (__atomic_exchange_n(&is_locked, true, __ATOMIC_ACQUIRE))
    sched_yield();
}

void hosted_unlock(void) {
  __atomic_store_n(&is_locked, false, __ATOMIC_RELEASE);
  hosted_interrupts_on();
}
