// SPDX-License-Identifier: GPL-2.0-only
/* The instrumented functions that the suites call. */

#include "subjects.h"

#include <linux/stdarg.h>

struct words *poisoned;

noinline void use_flag(struct flag flag)
{
	USE(flag.set);
}

noinline void use_pair(struct pair pair)
{
	USE(pair.first + pair.second);
}

noinline void use_number(union number number)
{
	USE(number.word);
}

noinline void use_words(struct words words)
{
	u64 sum = 0;

	for (int i = 0; i < ARRAY_SIZE(words.word); i++)
		sum += words.word[i];
	USE(sum);
}

/* The last two arguments travel on the stack. */
noinline void use_late_flag(int a, int b, int c, int d, int e, int f, struct flag flag,
			    struct pair pair)
{
	USE(flag.set);
	USE(pair.first + pair.second);
}

noinline void use_list(int count, ...)
{
	va_list list;
	int sum = 0;

	va_start(list, count);
	while (count-- > 0)
		sum += va_arg(list, int);
	va_end(list);
	USE(sum);
}

noinline void use_pairs(int count, ...)
{
	va_list list;
	u64 sum = 0;

	va_start(list, count);
	while (count-- > 0) {
		struct pair pair = va_arg(list, struct pair);

		sum += pair.first + pair.second;
	}
	va_end(list);
	USE(sum);
}

noinline void use_pointed(const struct words *words, int count)
{
	u64 sum = 0;

	for (int i = 0; i < count; i++)
		sum += READ_ONCE(words->word[i]);
	USE(sum);
}

noinline void use_down_to_zero(int depth, struct pair pair)
{
	if (depth > 0)
		use_down_to_zero(depth - 1, pair);
	else
		USE(pair.first + pair.second);
	/* What follows the call keeps it from becoming a loop. */
	barrier();
}

noinline struct pair give_pair(void)
{
	struct pair pair = { 1, 2 };

	OPTIMIZER_HIDE_VAR(pair.first);
	return pair;
}

noinline u64 give_poison(void)
{
	return READ_ONCE(poisoned->word[0]);
}

noinline struct pair give_poisoned_pair(void)
{
	return (struct pair){ READ_ONCE(poisoned->word[1]), READ_ONCE(poisoned->word[2]) };
}

noinline struct words give_poisoned_words(void)
{
	return *poisoned;
}

noinline u64 give_one_of(bool poison)
{
	if (poison)
		return READ_ONCE(poisoned->word[3]);
	barrier();
	return 1;
}

noinline void leave_arguments(struct words words)
{
	barrier();
}

noinline void leave_list(int count, ...)
{
	va_list list;

	va_start(list, count);
	barrier();
	va_end(list);
}

noinline void leave_frame(void)
{
	u8 frame[2048];

	asm volatile("" : : "r"(frame) : "memory");
}

noinline void leave_dirt(void)
{
	LEAVE_DIRT();
}
