// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arguments that travel in the context block, from code that does not fill it: noinstr functions in
 * their regions, an object without KMSAN, and assembly. What such code passes counts as
 * initialized, whatever the block holds. Between instrumented functions nothing may be lost.
 */

#include "plain.h"
#include "probe.h"
#include "subjects.h"

#include <linux/entry-common.h>
#include <linux/instrumentation.h>

static noinstr void call_with_flag(void)
{
	struct flag flag = { .set = true };

	instrumentation_begin();
	use_flag(flag);
	instrumentation_end();
}

static void flag_from_region(struct kunit *test)
{
	LEAVE_DIRT();
	call_with_flag();
	EXPECT_NO_REPORT(test);
}

static noinstr void call_with_pair(void)
{
	struct pair pair = { 1, 2 };

	instrumentation_begin();
	use_pair(pair);
	instrumentation_end();
}

static void pair_from_region(struct kunit *test)
{
	LEAVE_DIRT();
	call_with_pair();
	EXPECT_NO_REPORT(test);
}

static noinstr void call_with_number(void)
{
	union number number = { .word = 1 };

	instrumentation_begin();
	use_number(number);
	instrumentation_end();
}

static void union_from_region(struct kunit *test)
{
	LEAVE_DIRT();
	call_with_number();
	EXPECT_NO_REPORT(test);
}

static noinstr void call_with_words(void)
{
	struct words words;

	for (int i = 0; i < ARRAY_SIZE(words.word); i++)
		WRITE_ONCE(words.word[i], i);
	instrumentation_begin();
	use_words(words);
	instrumentation_end();
}

static void large_struct_from_region(struct kunit *test)
{
	LEAVE_DIRT();
	call_with_words();
	EXPECT_NO_REPORT(test);
}

static noinstr void call_with_late_arguments(void)
{
	struct flag flag = { .set = true };
	struct pair pair = { 1, 2 };

	instrumentation_begin();
	use_late_flag(1, 2, 3, 4, 5, 6, flag, pair);
	instrumentation_end();
}

static void struct_on_the_stack_from_region(struct kunit *test)
{
	LEAVE_DIRT();
	call_with_late_arguments();
	EXPECT_NO_REPORT(test);
}

/* Two calls in one region: the first leaves nothing that the second may use. */
static noinstr void call_twice(void)
{
	struct pair pair = { 1, 2 };
	struct flag flag = { .set = true };

	instrumentation_begin();
	leave_dirt();
	use_pair(pair);
	leave_dirt();
	use_flag(flag);
	instrumentation_end();
}

static void two_calls_in_one_region(struct kunit *test)
{
	LEAVE_DIRT();
	call_twice();
	EXPECT_NO_REPORT(test);
}

static __always_inline void call_in_inner_region(struct pair pair)
{
	instrumentation_begin();
	leave_dirt();
	use_pair(pair);
	instrumentation_end();
}

/* A region in a region, in one branch only, entered several times. */
static noinstr void call_in_regions(int count)
{
	struct pair pair = { 1, 2 };

	instrumentation_begin();
	for (int i = 0; i < count; i++) {
		if (i & 1)
			call_in_inner_region(pair);
		use_pair(pair);
	}
	instrumentation_end();
	if (count > 2) {
		instrumentation_begin();
		use_pair(pair);
		instrumentation_end();
	}
}

static void nested_and_repeated_regions(struct kunit *test)
{
	LEAVE_DIRT();
	call_in_regions(4);
	EXPECT_NO_REPORT(test);
}

static noinstr void call_through(void (*function)(struct pair pair))
{
	struct pair pair = { 1, 2 };

	instrumentation_begin();
	function(pair);
	instrumentation_end();
}

static void indirect_call_from_region(struct kunit *test)
{
	void (*function)(struct pair pair) = use_pair;

	OPTIMIZER_HIDE_VAR(function);
	LEAVE_DIRT();
	call_through(function);
	EXPECT_NO_REPORT(test);
}

/* The state of an interrupt's entry, handed from noinstr code to an instrumented function. */
static noinline void use_entry_state(struct pt_regs *regs, irqentry_state_t state)
{
	USE(state.exit_rcu);
}

static noinstr irqentry_state_t enter_interrupt(struct pt_regs *regs)
{
	irqentry_state_t state = { .exit_rcu = regs != NULL };

	return state;
}

static noinstr void handle_interrupt(struct pt_regs *regs)
{
	irqentry_state_t state = enter_interrupt(regs);

	instrumentation_begin();
	use_entry_state(regs, state);
	instrumentation_end();
}

static void entry_state_from_region(struct kunit *test)
{
	LEAVE_DIRT();
	handle_interrupt(NULL);
	EXPECT_NO_REPORT(test);
}

/* An exception's handler: the body is inlined into the noinstr function that wraps it. */
static __always_inline void handle_fault(struct pt_regs *regs, unsigned long error_code)
{
	struct flag flag = { .set = error_code != 0 };
	struct pair pair = { error_code, 2 };

	use_late_flag(1, 2, 3, 4, 5, 6, flag, pair);
}

static noinstr void enter_exception(struct pt_regs *regs, unsigned long error_code)
{
	instrumentation_begin();
	handle_fault(regs, error_code);
	instrumentation_end();
}

static void exception_handler_inlined(struct kunit *test)
{
	LEAVE_DIRT();
	enter_exception(NULL, 4);
	EXPECT_NO_REPORT(test);
}

static void everything_from_plain_object(struct kunit *test)
{
	LEAVE_DIRT();
	plain_use_flag();
	LEAVE_DIRT();
	plain_use_pair();
	LEAVE_DIRT();
	plain_use_words();
	EXPECT_NO_REPORT(test);
}

static void pair_from_assembly(struct kunit *test)
{
	LEAVE_DIRT();
	CALL_IN_ASSEMBLY(use_pair, 1, 2);
	EXPECT_NO_REPORT(test);
	LEAVE_DIRT();
	plain_assembly_use_pair();
	EXPECT_NO_REPORT(test);
}

/* What must still be found: the same classes, between instrumented functions. */

static void poisoned_flag_is_found(struct kunit *test)
{
	use_flag(*(struct flag *)poisoned);
	EXPECT_ONE_REPORT(test, "use_flag");
}

static void poisoned_pair_is_found(struct kunit *test)
{
	use_pair(*(struct pair *)poisoned);
	EXPECT_ONE_REPORT(test, "use_pair");
}

static void poisoned_union_is_found(struct kunit *test)
{
	use_number(*(union number *)poisoned);
	EXPECT_ONE_REPORT(test, "use_number");
}

static void poisoned_large_struct_is_found(struct kunit *test)
{
	use_words(*poisoned);
	EXPECT_ONE_REPORT(test, "use_words");
}

static void poisoned_struct_on_the_stack_is_found(struct kunit *test)
{
	struct flag flag = { .set = true };

	use_late_flag(1, 2, 3, 4, 5, 6, flag, *(struct pair *)poisoned);
	EXPECT_ONE_REPORT(test, "use_late_flag");
}

static void poison_in_indirect_call_is_found(struct kunit *test)
{
	void (*function)(struct pair pair) = use_pair;

	OPTIMIZER_HIDE_VAR(function);
	function(*(struct pair *)poisoned);
	EXPECT_ONE_REPORT(test, "use_pair");
}

static void poison_in_recursion_is_found(struct kunit *test)
{
	use_down_to_zero(3, *(struct pair *)poisoned);
	EXPECT_ONE_REPORT(test, "use_down_to_zero");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(flag_from_region),
	KUNIT_CASE(pair_from_region),
	KUNIT_CASE(union_from_region),
	KUNIT_CASE(large_struct_from_region),
	KUNIT_CASE(struct_on_the_stack_from_region),
	KUNIT_CASE(two_calls_in_one_region),
	KUNIT_CASE(nested_and_repeated_regions),
	KUNIT_CASE(indirect_call_from_region),
	KUNIT_CASE(entry_state_from_region),
	KUNIT_CASE(exception_handler_inlined),
	KUNIT_CASE(everything_from_plain_object),
	KUNIT_CASE(pair_from_assembly),
	KUNIT_CASE(poisoned_flag_is_found),
	KUNIT_CASE(poisoned_pair_is_found),
	KUNIT_CASE(poisoned_union_is_found),
	KUNIT_CASE(poisoned_large_struct_is_found),
	KUNIT_CASE(poisoned_struct_on_the_stack_is_found),
	KUNIT_CASE(poison_in_indirect_call_is_found),
	KUNIT_CASE(poison_in_recursion_is_found),
	{},
};

BOUNDARY_SUITE(arguments, "arguments", cases);
