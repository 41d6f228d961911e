/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The beginning and the end of instrumentation regions as the pass sees them, for configurations
 * in which the kernel's own macros are empty. Included in front of every instrumented source, by
 * -include; takes the place of include/linux/instrumentation.h.
 */
#if !defined(CONFIG_NOINSTR_VALIDATION) && !defined(__LINUX_INSTRUMENTATION_H)
#define __LINUX_INSTRUMENTATION_H

#define instrumentation_begin() asm volatile("/* .discard.instr_begin */")
#define instrumentation_end() asm volatile("/* .discard.instr_end */")

#endif
