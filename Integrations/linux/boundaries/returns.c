// SPDX-License-Identifier: GPL-2.0-only
/*
 * Return values. Code without instrumentation returns without touching the block, where the last
 * function that it called may have left an uninitialized return value.
 */

#include "plain.h"
#include "probe.h"
#include "subjects.h"

#include <linux/instrumentation.h>

static noinstr u64 one_after_region(void)
{
	u64 one = 1;

	instrumentation_begin();
	(void)give_poison();
	instrumentation_end();
	OPTIMIZER_HIDE_VAR(one);
	return one;
}

static void word_after_region(struct kunit *test)
{
	LEAVE_DIRT();
	USE(one_after_region());
	EXPECT_NO_REPORT(test);
}

static noinstr struct pair pair_after_region(void)
{
	struct pair pair = { 1, 2 };

	instrumentation_begin();
	(void)give_poisoned_pair();
	instrumentation_end();
	OPTIMIZER_HIDE_VAR(pair.first);
	return pair;
}

static void struct_after_region(struct kunit *test)
{
	struct pair pair;

	LEAVE_DIRT();
	pair = pair_after_region();
	USE(pair.first + pair.second);
	EXPECT_NO_REPORT(test);
}

/* A clock: noinstr code that instrumented code calls, and whose region traces. */
static noinstr u64 clock(int depth)
{
	u64 now = depth;

	if (depth > 0)
		now = clock(depth - 1);
	instrumentation_begin();
	(void)give_poison();
	instrumentation_end();
	return now + 1;
}

static void word_after_nested_regions(struct kunit *test)
{
	LEAVE_DIRT();
	USE(clock(3));
	EXPECT_NO_REPORT(test);
}

static void word_from_plain_object(struct kunit *test)
{
	LEAVE_DIRT();
	USE(plain_give_one());
	EXPECT_NO_REPORT(test);
}

static void struct_from_plain_object(struct kunit *test)
{
	struct pair pair = plain_give_pair();

	USE(pair.first + pair.second);
	EXPECT_NO_REPORT(test);
}

static void word_from_assembly(struct kunit *test)
{
	LEAVE_DIRT();
	USE(plain_assembly_give_one());
	EXPECT_NO_REPORT(test);
}

/* The path that returns an initialized value comes after the one that did not. */
static void clean_path_after_poisoned_path(struct kunit *test)
{
	bool poison = true;

	OPTIMIZER_HIDE_VAR(poison);
	(void)give_one_of(poison);
	USE(give_one_of(!poison));
	EXPECT_NO_REPORT(test);
}

static void poisoned_word_is_found(struct kunit *test)
{
	USE(give_poison());
	EXPECT_ONE_REPORT(test, __func__);
}

static void poisoned_path_is_found(struct kunit *test)
{
	bool poison = true;

	OPTIMIZER_HIDE_VAR(poison);
	(void)give_one_of(!poison);
	USE(give_one_of(poison));
	EXPECT_ONE_REPORT(test, __func__);
}

static void poisoned_struct_is_found(struct kunit *test)
{
	struct pair pair = give_poisoned_pair();

	USE(pair.first + pair.second);
	EXPECT_ONE_REPORT(test, __func__);
}

static void poisoned_large_struct_is_found(struct kunit *test)
{
	struct words words = give_poisoned_words();

	USE(words.word[7]);
	EXPECT_ONE_REPORT(test, __func__);
}

static void poison_from_indirect_call_is_found(struct kunit *test)
{
	u64 (*function)(void) = give_poison;

	OPTIMIZER_HIDE_VAR(function);
	USE(function());
	EXPECT_ONE_REPORT(test, __func__);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(word_after_region),
	KUNIT_CASE(struct_after_region),
	KUNIT_CASE(word_after_nested_regions),
	KUNIT_CASE(word_from_plain_object),
	KUNIT_CASE(struct_from_plain_object),
	KUNIT_CASE(word_from_assembly),
	KUNIT_CASE(clean_path_after_poisoned_path),
	KUNIT_CASE(poisoned_word_is_found),
	KUNIT_CASE(poisoned_path_is_found),
	KUNIT_CASE(poisoned_struct_is_found),
	KUNIT_CASE(poisoned_large_struct_is_found),
	KUNIT_CASE(poison_from_indirect_call_is_found),
	{},
};

BOUNDARY_SUITE(returns, "returns", cases);
