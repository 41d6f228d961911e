// SPDX-License-Identifier: GPL-2.0-only
/* An object without KMSAN: neither its calls nor its returns touch the context block. */

#include "plain.h"

#ifdef __SANITIZE_MEMORY__
#error "This file has to be compiled without KMSAN: KMSAN_SANITIZE_kmsan/plain.o=n"
#endif

noinline void plain_use_flag(void)
{
	use_flag((struct flag){ .set = true });
}

noinline void plain_use_pair(void)
{
	use_pair((struct pair){ 1, 2 });
}

noinline void plain_use_words(void)
{
	struct words words;

	for (int i = 0; i < ARRAY_SIZE(words.word); i++)
		WRITE_ONCE(words.word[i], i);
	use_words(words);
}

noinline void plain_use_list(void)
{
	use_list(10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
}

noinline void plain_assembly_use_pair(void)
{
	CALL_IN_ASSEMBLY(use_pair, 1, 2);
}

noinline u64 plain_give_one(void)
{
	u64 one = 1;

	(void)give_poison();
	OPTIMIZER_HIDE_VAR(one);
	return one;
}

noinline struct pair plain_give_pair(void)
{
	struct pair pair = { 1, 2 };

	(void)give_poisoned_pair();
	OPTIMIZER_HIDE_VAR(pair.first);
	return pair;
}

noinline u64 plain_assembly_give_one(void)
{
	u64 one = 1;

	CALL_IN_ASSEMBLY(give_poison, 0, 0);
	OPTIMIZER_HIDE_VAR(one);
	return one;
}
