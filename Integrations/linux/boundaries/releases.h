/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the suites use of the kernel and what not every release from 6.1 on has.
 */
#ifndef KMSAN_BOUNDARIES_RELEASES_H
#define KMSAN_BOUNDARIES_RELEASES_H

#include <linux/hrtimer.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
static inline void hrtimer_setup(struct hrtimer *timer,
				 enum hrtimer_restart (*function)(struct hrtimer *),
				 clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = function;
}
#endif

#endif
