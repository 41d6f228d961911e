/* Regions of uninstrumented functions in which instrumentation is allowed, for kernels that have no
 * instrumentation_begin() of their own:
 *
 *   __attribute__((disable_sanitizer_instrumentation)) void on_interrupt(struct frame *frame) {
 *     enter_kernel(frame);
 *     __kmsan_region_begin();
 *     handle(frame);
 *     __kmsan_region_end();
 *     leave_kernel(frame);
 *   }
 *
 * In between, calls of instrumented functions are prepared: their arguments are initialized, and so are
 * the function's locals to which they are given pointers. Regions may nest, may lie in one branch, and
 * may be entered many times. The markers are comments in the assembly: they need no library, cost
 * nothing, and mean nothing to other compilers. Docs/Boundaries.md.
 */
#ifndef KMSAN_REGION_H
#define KMSAN_REGION_H

#define __kmsan_region_begin() __asm__ volatile("/* .discard.instr_begin */" ::: "memory")
#define __kmsan_region_end() __asm__ volatile("/* .discard.instr_end */" ::: "memory")

#endif
