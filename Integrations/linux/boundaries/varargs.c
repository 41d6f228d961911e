// SPDX-License-Identifier: GPL-2.0-only
/*
 * Variable arguments. Those in registers have slots in the block; those on the stack take the
 * shadow of the caller's stack, as many bytes as the block says, which only an instrumented caller
 * has set.
 */

#include "plain.h"
#include "probe.h"
#include "subjects.h"

#include <linux/instrumentation.h>

static noinstr void list_in_registers(void)
{
	instrumentation_begin();
	use_list(3, 1, 2, 3);
	instrumentation_end();
}

static void registers_from_region(struct kunit *test)
{
	LEAVE_DIRT();
	list_in_registers();
	EXPECT_NO_REPORT(test);
}

static noinstr void list_on_stack(void)
{
	instrumentation_begin();
	use_list(10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
	instrumentation_end();
}

static void stack_from_region(struct kunit *test)
{
	LEAVE_DIRT();
	list_on_stack();
	EXPECT_NO_REPORT(test);
}

static void stack_from_region_after_short_list(struct kunit *test)
{
	LEAVE_DIRT();
	leave_list(1, 1);
	leave_frame();
	list_on_stack();
	EXPECT_NO_REPORT(test);
}

static noinstr void list_of_pairs(void)
{
	struct pair pair = { 1, 2 };

	instrumentation_begin();
	use_pairs(6, pair, pair, pair, pair, pair, pair);
	instrumentation_end();
}

static void structs_from_region(struct kunit *test)
{
	LEAVE_DIRT();
	leave_list(1, 1);
	leave_frame();
	list_of_pairs();
	EXPECT_NO_REPORT(test);
}

static void list_from_plain_object(struct kunit *test)
{
	LEAVE_DIRT();
	leave_list(1, 1);
	leave_frame();
	plain_use_list();
	EXPECT_NO_REPORT(test);
}

/* A message with values in registers and on the stack, as entry code prints when it gives up. */
static noinstr void print_in_region(char *buffer, size_t size)
{
	instrumentation_begin();
	snprintf(buffer, size, "%d %d %d %lx %lx %lx %lx %s", 1, 2, 3, 4ul, 5ul, 6ul, 7ul, "end");
	instrumentation_end();
}

static void message_from_region(struct kunit *test)
{
	char buffer[64];

	LEAVE_DIRT();
	leave_list(1, 1);
	leave_frame();
	print_in_region(buffer, sizeof(buffer));
	EXPECT_NO_REPORT(test);
	KUNIT_EXPECT_STREQ(test, buffer, "1 2 3 4 5 6 7 end");
	EXPECT_NO_REPORT(test);
}

static void poisoned_struct_in_registers_is_found(struct kunit *test)
{
	use_pairs(1, *(struct pair *)poisoned);
	EXPECT_ONE_REPORT(test, "use_pairs");
}

static void poisoned_struct_on_stack_is_found(struct kunit *test)
{
	struct pair pair = { 1, 2 };

	use_pairs(6, pair, pair, pair, pair, pair, *(struct pair *)poisoned);
	EXPECT_ONE_REPORT(test, "use_pairs");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(registers_from_region),
	KUNIT_CASE(stack_from_region),
	KUNIT_CASE(stack_from_region_after_short_list),
	KUNIT_CASE(structs_from_region),
	KUNIT_CASE(list_from_plain_object),
	KUNIT_CASE(message_from_region),
	KUNIT_CASE(poisoned_struct_in_registers_is_found),
	KUNIT_CASE(poisoned_struct_on_stack_is_found),
	{},
};

BOUNDARY_SUITE(varargs, "varargs", cases);
