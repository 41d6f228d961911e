// SPDX-License-Identifier: GPL-2.0-only
/*
 * Locals of a noinstr function whose address a region passes on. The function writes them without
 * their shadow, and the stack below an instrumented caller is as uninitialized as the last frame
 * that was there.
 */

#include "probe.h"
#include "subjects.h"

#include <linux/instrumentation.h>

static noinstr void lend_words(void)
{
	struct words words;

	for (int i = 0; i < ARRAY_SIZE(words.word); i++)
		WRITE_ONCE(words.word[i], i);
	instrumentation_begin();
	use_pointed(&words, ARRAY_SIZE(words.word));
	instrumentation_end();
}

static void local_struct_lent_by_region(struct kunit *test)
{
	LEAVE_DIRT();
	lend_words();
	EXPECT_NO_REPORT(test);
}

static noinline void use_word(unsigned long *word)
{
	USE(READ_ONCE(*word));
}

/*
 * The debug register of a debug exception is such a word. Lent from below a few small frames, where
 * the frame that was left has no saved registers.
 */
static noinstr void lend_word(int depth)
{
	unsigned long word = depth;

	if (depth > 0) {
		lend_word(depth - 1);
		barrier();
		return;
	}
	instrumentation_begin();
	use_word(&word);
	instrumentation_end();
}

static void local_word_lent_by_region(struct kunit *test)
{
	LEAVE_DIRT();
	lend_word(4);
	EXPECT_NO_REPORT(test);
}

/* Written by the region's first call, or by the function between two regions. */
static noinline void clear_word(unsigned long *word)
{
	WRITE_ONCE(*word, 0);
}

static noinstr void lend_word_twice(void)
{
	unsigned long word;

	instrumentation_begin();
	clear_word(&word);
	instrumentation_end();
	WRITE_ONCE(word, word + 1);
	instrumentation_begin();
	leave_frame();
	use_word(&word);
	instrumentation_end();
}

static void local_lent_by_two_regions(struct kunit *test)
{
	LEAVE_DIRT();
	lend_word_twice();
	EXPECT_NO_REPORT(test);
}

struct request {
	const struct words *words;
	int count;
};

static noinline void use_request(const struct request *request)
{
	use_pointed(READ_ONCE(request->words), READ_ONCE(request->count));
}

/* The address travels in another local. */
static noinstr void lend_request(void)
{
	struct words words;
	struct request request = { .words = &words, .count = ARRAY_SIZE(words.word) };

	for (int i = 0; i < ARRAY_SIZE(words.word); i++)
		WRITE_ONCE(words.word[i], i);
	instrumentation_begin();
	use_request(&request);
	instrumentation_end();
}

static void local_lent_through_another(struct kunit *test)
{
	LEAVE_DIRT();
	lend_request();
	EXPECT_NO_REPORT(test);
}

static void poisoned_local_is_found(struct kunit *test)
{
	struct words words;

	for (int i = 1; i < ARRAY_SIZE(words.word); i++)
		WRITE_ONCE(words.word[i], i);
	barrier_data(&words);
	use_pointed(&words, ARRAY_SIZE(words.word));
	EXPECT_ONE_REPORT(test, "use_pointed");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(local_struct_lent_by_region),
	KUNIT_CASE(local_word_lent_by_region),
	KUNIT_CASE(local_lent_by_two_regions),
	KUNIT_CASE(local_lent_through_another),
	KUNIT_CASE(poisoned_local_is_found),
	{},
};

BOUNDARY_SUITE(locals, "locals", cases);
