/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the suites use of the kernel and what not every release from 6.1 on has.
 */
#ifndef KMSAN_BOUNDARIES_RELEASES_H
#define KMSAN_BOUNDARIES_RELEASES_H

#include <kunit/test.h>
#include <linux/hrtimer.h>
#include <linux/version.h>

#include <asm/apic.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define __apic_send_IPI_mask(mask, vector) apic->send_IPI_mask(mask, vector)
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
static inline void hrtimer_setup(struct hrtimer *timer,
				 enum hrtimer_restart (*function)(struct hrtimer *),
				 clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = function;
}
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 11, 0)
static inline unsigned long kunit_vm_mmap(struct kunit *test, struct file *file, unsigned long addr,
					  unsigned long len, unsigned long prot,
					  unsigned long flag, unsigned long offset)
{
	kunit_skip(test, "needs kunit_vm_mmap() of Linux 6.11");
	return 0;
}
#endif

#endif
