/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions of an object that is compiled without KMSAN, and calls in assembly. */

#ifndef BOUNDARIES_PLAIN_H
#define BOUNDARIES_PLAIN_H

#include "subjects.h"

#include <asm/asm.h>

/* Calls a function of two words in assembly: no compiler sees that it is a call. */
#define CALL_IN_ASSEMBLY(function, a, b)                                            \
	do {                                                                        \
		unsigned long _a = (a), _b = (b);                                   \
		asm volatile("call " #function                                      \
			     : "+D"(_a), "+S"(_b), ASM_CALL_CONSTRAINT              \
			     :                                                      \
			     : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "cc", \
			       "memory");                                           \
	} while (0)

/* Pass what is initialized to the functions of subjects.h. */
void plain_use_flag(void);
void plain_use_pair(void);
void plain_use_words(void);
void plain_use_list(void);
void plain_assembly_use_pair(void);

/* Give what is initialized, after a call of a function that gave what is not. */
u64 plain_give_one(void);
struct pair plain_give_pair(void);
u64 plain_assembly_give_one(void);

#endif
