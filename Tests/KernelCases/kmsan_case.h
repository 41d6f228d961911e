/* What a case includes: the kernel's functions, and a few of the cases' own. Docs/Cases.md says how a
 * case is written.
 *
 * The headers have the same names in every place; those of the hosted port (Sources/CHostedPort) are
 * the reference for what their functions do.
 */
#ifndef KMSAN_CASE_H
#define KMSAN_CASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/malloc.h>
#include <sys/sysctl.h>
#include <sys/systm.h>
#include <vm/uma.h>

#include <linux/kthread.h>

#include <machine/atomic.h>
#include <machine/bus.h>

#include <kmsan_devices.h>
#include <kmsan_kernel.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The function that runs a case: `CASE(name) { … }`. The name is that of the file. In Swift, a function
 * is marked @c(case_name). */
#define CASE(name) \
  void case_##name(void); \
  void case_##name(void)

/* Decides by a value: a use of it. The branch cannot become arithmetic, because of what it guards. */
#define USE(value) \
  do { \
    if (value) \
      __asm__ volatile("" : : : "memory"); \
  } while (0)

/* The same pointer, of which the compiler knows nothing: neither what it points to nor what was stored
 * there. */
#define OPAQUE(pointer) \
  ({ \
    __typeof__(pointer) opaque_pointer = (pointer); \
    __asm__ volatile("" : "+r"(opaque_pointer)); \
    opaque_pointer; \
  })

/* The memory at any address as a variable of the type. */
#define UNALIGNED(type, address) \
  (((struct { \
     type value; \
   } __attribute__((packed, may_alias)) *)(address)) \
       ->value)

/* Says that the case goes wrong where the condition does not hold, and goes on. Its operands must be
 * initialized. */
#define EXPECT(condition) \
  do { \
    if (!(condition)) \
      case_fail(__FILE__, __LINE__, #condition); \
  } while (0)
void case_fail(const char *file, int line, const char *condition);

/* Says that the place lacks what the case needs. The case returns then. */
void case_skip(const char *reason);

/* What only a machine has. Each place implements these functions beside its runner; they are not
 * instrumented. */

/* Calls the handler in a non-maskable interrupt, which comes at once, also where interrupts are off. Its
 * stack leads back to the caller. */
void machine_nmi(void (*handler)(void *argument), void *argument);
/* Executes an instruction that the processor refuses, and calls the handler in the exception. */
void machine_exception(void (*handler)(void *argument), void *argument);
/* Turns the interrupts of this processor off and on again; calls nest. */
void machine_interrupts_off(void);
void machine_interrupts_on(void);

/* How many processors run, and the number of the current one, from 0. */
unsigned machine_processor_count(void);
unsigned machine_processor(void);
/* Calls the function on another processor, in a thread there, and waits until it has returned. The stack
 * in that thread does not lead back. False when there is no such processor. */
bool machine_run_on(unsigned processor, void (*function)(void *argument), void *argument);
/* The same, without waiting; machine_wait_for() does that. */
bool machine_start_on(unsigned processor, void (*function)(void *argument), void *argument);
void machine_wait_for(unsigned processor);

/* New kernel memory of type `kmem`, whole pages of it, at addresses that had no memory before: the
 * kernel's map grows. NULL when there is none. Nothing is ever taken back. */
void *machine_grow_map(size_t size);
/* The address of the same memory in the direct map; NULL where there is no such map. */
void *machine_direct_map(const void *memory);
/* The entry of the page array for memory, of which the first 8 bytes are a reference count; NULL where
 * there is no such array. */
uint64_t *machine_page(const void *memory);

#ifdef __cplusplus
}
#endif
#endif
