/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included before a source file of Linux: its calls of kmsan_unpoison_entry_regs() do nothing, and
 * the registers that assembly saved keep the shadow of the stack on which they lie.
 */

struct pt_regs;

static __always_inline void leave_entry_regs(const struct pt_regs *regs)
{
}

#define kmsan_unpoison_entry_regs leave_entry_regs
