// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts. All kinds of them share one block of the processor on Linux's own runtime, so what an
 * interrupt leaves there meets the next one, and the one that it interrupted.
 */

#include "probe.h"
#include "releases.h"
#include "subjects.h"

#include <linux/completion.h>
#include <linux/instrumentation.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/smp.h>

#include <asm/apic.h>
#include <asm/nmi.h>

static noinstr void use_in_region(void)
{
	struct pair pair = { 1, 2 };
	struct flag flag = { .set = true };

	instrumentation_begin();
	use_pair(pair);
	use_late_flag(1, 2, 3, 4, 5, 6, flag, pair);
	use_list(10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
	instrumentation_end();
}

/* What the interrupts of this file do once each: leave dirt, then pass values from a region. */
static void dirty_and_use(void)
{
	LEAVE_DIRT();
	use_in_region();
}

static DECLARE_COMPLETION(done);

static void work(struct irq_work *irq_work)
{
	dirty_and_use();
	complete(&done);
}

static void region_in_interrupt(struct kunit *test)
{
	struct irq_work irq_work = IRQ_WORK_INIT_HARD(work);

	reinit_completion(&done);
	irq_work_queue(&irq_work);
	wait_for_completion(&done);
	irq_work_sync(&irq_work);
	EXPECT_NO_REPORT(test);
}

static void call_function(void *data)
{
	dirty_and_use();
}

static void region_in_call_from_processor(struct kunit *test)
{
	on_each_cpu(call_function, NULL, 1);
	EXPECT_NO_REPORT(test);
}

static void tasklet(struct tasklet_struct *tasklet)
{
	dirty_and_use();
	complete(&done);
}

static DECLARE_TASKLET(region_tasklet, tasklet);

static void region_in_softirq(struct kunit *test)
{
	reinit_completion(&done);
	tasklet_schedule(&region_tasklet);
	wait_for_completion(&done);
	tasklet_kill(&region_tasklet);
	EXPECT_NO_REPORT(test);
}

static int nmi(unsigned int kind, struct pt_regs *regs)
{
	dirty_and_use();
	complete_all(&done);
	return NMI_HANDLED;
}

static void region_in_nmi(struct kunit *test)
{
	bool came;

	if (register_nmi_handler(NMI_LOCAL, nmi, NMI_FLAG_FIRST, "boundaries"))
		kunit_skip(test, "no handler for NMIs can be registered");
	reinit_completion(&done);
	__apic_send_IPI_mask(cpumask_of(get_cpu()), NMI_VECTOR);
	put_cpu();
	came = wait_for_completion_timeout(&done, HZ);
	unregister_nmi_handler(NMI_LOCAL, "boundaries");
	if (!came)
		kunit_skip(test, "the processor sends itself no NMI");
	EXPECT_NO_REPORT(test);
}

/* A timer that dirties the block again and again, while something else is interrupted by it. */
#define INTERRUPTIONS 200
#define PERIOD_NS (300 * NSEC_PER_USEC)

static struct hrtimer timer;
static atomic_t interruptions;

static enum hrtimer_restart interrupt(struct hrtimer *timer)
{
	LEAVE_DIRT();
	if (atomic_inc_return(&interruptions) >= INTERRUPTIONS)
		return HRTIMER_NORESTART;
	hrtimer_forward_now(timer, ns_to_ktime(PERIOD_NS));
	return HRTIMER_RESTART;
}

static void start_timer(void)
{
	atomic_set(&interruptions, 0);
	hrtimer_setup(&timer, interrupt, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	hrtimer_start(&timer, ns_to_ktime(PERIOD_NS), HRTIMER_MODE_REL_PINNED_HARD);
}

/* Values that cross as many calls as possible until the timer has done its work. */
static void use_until_interrupted(void)
{
	struct pair pair = { 1, 2 };

	while (atomic_read(&interruptions) < INTERRUPTIONS) {
		use_pair(pair);
		use_pairs(2, pair, pair);
		pair = give_pair();
	}
}

static void task_interrupted(struct kunit *test)
{
	start_timer();
	use_until_interrupted();
	hrtimer_cancel(&timer);
	EXPECT_NO_REPORT(test);
}

static void interrupted_tasklet(struct tasklet_struct *tasklet)
{
	start_timer();
	use_until_interrupted();
	complete(&done);
}

static DECLARE_TASKLET(long_tasklet, interrupted_tasklet);

static void softirq_interrupted(struct kunit *test)
{
	reinit_completion(&done);
	tasklet_schedule(&long_tasklet);
	wait_for_completion(&done);
	tasklet_kill(&long_tasklet);
	hrtimer_cancel(&timer);
	EXPECT_NO_REPORT(test);
}

static void poisoned_work(struct irq_work *irq_work)
{
	use_pair(*(struct pair *)poisoned);
	complete(&done);
}

static void poison_in_interrupt_is_found(struct kunit *test)
{
	struct irq_work irq_work = IRQ_WORK_INIT_HARD(poisoned_work);

	reinit_completion(&done);
	irq_work_queue(&irq_work);
	wait_for_completion(&done);
	irq_work_sync(&irq_work);
	EXPECT_ONE_REPORT(test, "use_pair");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(region_in_interrupt),
	KUNIT_CASE(region_in_call_from_processor),
	KUNIT_CASE(region_in_softirq),
	KUNIT_CASE(region_in_nmi),
	KUNIT_CASE(task_interrupted),
	KUNIT_CASE(softirq_interrupted),
	KUNIT_CASE(poison_in_interrupt_is_found),
	{},
};

BOUNDARY_SUITE(interrupts, "interrupts", cases);
