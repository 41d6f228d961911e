// SPDX-License-Identifier: GPL-2.0-only
/*
 * Another block in the middle of a function. It changes where `current` changes, and where a task
 * begins to count as an interrupt; a function that keeps the address of the old one gives its
 * callee's arguments to no function, and the callee reads what others left.
 */

#include "probe.h"
#include "subjects.h"

#include <linux/completion.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/sched.h>

/* From here on, the processor's block counts. */
static __always_inline void begin_interrupt(void)
{
	local_irq_disable();
	__preempt_count_add(HARDIRQ_OFFSET);
	barrier();
}

static __always_inline void end_interrupt(void)
{
	barrier();
	__preempt_count_sub(HARDIRQ_OFFSET);
	local_irq_enable();
}

static noinline void dirty_processor(void)
{
	begin_interrupt();
	LEAVE_DIRT();
	end_interrupt();
}

static noinline void switch_and_use(const struct pair *pair)
{
	struct pair copy = *pair;

	begin_interrupt();
	use_pair(copy);
	end_interrupt();
}

static void call_after_switch(struct kunit *test)
{
	struct pair pair = { 1, 2 };

	LEAVE_DIRT();
	dirty_processor();
	switch_and_use(&pair);
	EXPECT_NO_REPORT(test);
}

static void poison_passed_after_switch_is_found(struct kunit *test)
{
	switch_and_use((struct pair *)poisoned);
	EXPECT_ONE_REPORT(test, "use_pair");
}

static noinline void switch_and_list(void)
{
	begin_interrupt();
	use_list(10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
	end_interrupt();
}

static void list_after_switch(struct kunit *test)
{
	LEAVE_DIRT();
	dirty_processor();
	switch_and_list();
	EXPECT_NO_REPORT(test);
}

/* The innermost function switches, and returns a value on the other side. */
static noinline struct pair switch_and_give(const struct pair *pair)
{
	begin_interrupt();
	return *pair;
}

static noinline u64 use_given(const struct pair *pair)
{
	struct pair given = switch_and_give(pair);

	end_interrupt();
	USE(given.first + given.second);
	return 0;
}

static void value_returned_by_switch(struct kunit *test)
{
	struct pair pair = { 1, 2 };

	LEAVE_DIRT();
	dirty_processor();
	use_given(&pair);
	EXPECT_NO_REPORT(test);
}

static void poison_returned_by_switch_is_found(struct kunit *test)
{
	use_given((struct pair *)poisoned);
	EXPECT_ONE_REPORT(test, "use_given");
}

/* Two tasks that run in turns, and pass values before and after each turn. */
#define TURNS 50

static struct completion turn[2];
static struct completion finished;

static noinline struct pair wait_and_give(struct pair pair, int side)
{
	complete(&turn[!side]);
	wait_for_completion(&turn[side]);
	return pair;
}

static int play(void *side)
{
	struct pair pair = { 1, 2 };

	for (int i = 0; i < TURNS; i++) {
		pair = wait_and_give(pair, (long)side);
		use_pair(pair);
		LEAVE_DIRT();
	}
	complete(&turn[!(long)side]);
	complete(&finished);
	return 0;
}

static void tasks_in_turns(struct kunit *test)
{
	struct task_struct *task[2];

	init_completion(&finished);
	for (long side = 0; side < 2; side++)
		init_completion(&turn[side]);
	for (long side = 0; side < 2; side++) {
		task[side] = kthread_run(play, (void *)side, "boundaries/%ld", side);
		KUNIT_ASSERT_FALSE(test, IS_ERR(task[side]));
	}
	wait_for_completion(&finished);
	wait_for_completion(&finished);
	EXPECT_NO_REPORT(test);
}

static noinline void sleep_and_use(struct pair pair)
{
	schedule_timeout_uninterruptible(1);
	use_pair(pair);
}

static void poison_kept_over_sleep_is_found(struct kunit *test)
{
	sleep_and_use(*(struct pair *)poisoned);
	EXPECT_ONE_REPORT(test, "use_pair");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(call_after_switch),
	KUNIT_CASE(list_after_switch),
	KUNIT_CASE(value_returned_by_switch),
	KUNIT_CASE(tasks_in_turns),
	KUNIT_CASE(poison_passed_after_switch_is_found),
	KUNIT_CASE(poison_returned_by_switch_is_found),
	KUNIT_CASE(poison_kept_over_sleep_is_found),
	{},
};

BOUNDARY_SUITE(switches, "switches", cases);
