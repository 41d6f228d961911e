// SPDX-License-Identifier: GPL-2.0-only
/*
 * What walks stacks and saved registers, over frames that are uninitialized: the code that Linux
 * exempts from checks by hand.
 */

#include "probe.h"
#include "subjects.h"

#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/irq_work.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/stacktrace.h>

#include <asm/irq_regs.h>

static noinline void walk(void)
{
	unsigned long entries[32];
	unsigned int count = stack_trace_save(entries, ARRAY_SIZE(entries), 0);

	USE(count);
}

static void own_stack_saved(struct kunit *test)
{
	leave_frame();
	walk();
	EXPECT_NO_REPORT(test);
}

static void own_stack_printed(struct kunit *test)
{
	leave_frame();
	dump_stack();
	EXPECT_NO_REPORT(test);
}

static void other_task_printed(struct kunit *test)
{
	leave_frame();
	sched_show_task(current->real_parent);
	EXPECT_NO_REPORT(test);
}

/* A warning is an exception: its handler reads the registers that assembly saved. */
static void warning(struct kunit *test)
{
	leave_frame();
	WARN(1, "the boundary suites warn on purpose");
	EXPECT_NO_REPORT(test);
}

static DECLARE_COMPLETION(done);

/* An interrupt saves its registers on the stack of what it interrupts. */
static void read_registers(struct irq_work *work)
{
	struct pt_regs *regs = get_irq_regs();

	if (regs) {
		USE(regs->ip);
		USE(regs->flags);
		USE(regs->ax);
	}
	dump_stack();
	complete(&done);
}

static void interrupt_reads_registers(struct kunit *test)
{
	struct irq_work work = IRQ_WORK_INIT_HARD(read_registers);

	reinit_completion(&done);
	leave_frame();
	irq_work_queue(&work);
	wait_for_completion(&done);
	irq_work_sync(&work);
	EXPECT_NO_REPORT(test);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(own_stack_saved),
	KUNIT_CASE(own_stack_printed),
	KUNIT_CASE(other_task_printed),
	KUNIT_CASE(warning),
	KUNIT_CASE(interrupt_reads_registers),
	{},
};

BOUNDARY_SUITE(stacks, "stacks", cases);
