/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the suites call: instrumented functions that take or give one class of values each, and what
 * leaves a context block behind as instrumented code may leave it. They live in files of their own,
 * so that no compiler adapts them to their callers.
 */

#ifndef BOUNDARIES_SUBJECTS_H
#define BOUNDARIES_SUBJECTS_H

#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/types.h>

struct flag {
	bool set;
};

struct pair {
	u64 first;
	u64 second;
};

union number {
	u32 word;
	u8 bytes[4];
};

struct words {
	u64 word[24];
};

/* Decides by a value. The branch cannot become arithmetic, because of what it guards. */
#define USE(value)                 \
	do {                       \
		if (value)         \
			barrier(); \
	} while (0)

/* Never written to: every byte of it is uninitialized while a suite runs. */
extern struct words *poisoned;

/* Use what they are given. */
void use_flag(struct flag flag);
void use_pair(struct pair pair);
void use_number(union number number);
void use_words(struct words words);
void use_late_flag(int a, int b, int c, int d, int e, int f, struct flag flag, struct pair pair);
void use_list(int count, ...);
void use_pairs(int count, ...);
void use_pointed(const struct words *words, int count);
void use_down_to_zero(int depth, struct pair pair);

/* Give what is initialized, and what is not. */
struct pair give_pair(void);
u64 give_poison(void);
struct pair give_poisoned_pair(void);
struct words give_poisoned_words(void);
u64 give_one_of(bool poison);

/* Leave something behind: in the slots of arguments, of variable arguments, on the stack. */
void leave_arguments(struct words words);
void leave_list(int count, ...);
void leave_frame(void);

/*
 * Leaves the block, and the stack below the caller, as uninitialized as ordinary calls can. All of
 * this is allowed, and nothing of it is a mistake.
 */
#define LEAVE_DIRT()                                                   \
	do {                                                           \
		leave_arguments(*poisoned);                            \
		leave_list(12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12); \
		(void)give_poison();                                   \
		leave_frame();                                         \
	} while (0)

/* The same for the block alone, where no instrumented code can stand: in regions. */
void leave_dirt(void);

#endif
