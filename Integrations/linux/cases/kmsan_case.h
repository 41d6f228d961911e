/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a case of Tests/KernelCases includes, for Linux: the names of kmsan_case.h there, in terms of the
 * kernel's. Cases that need what is not here name other places in their heads.
 */

#ifndef KMSAN_CASE_H
#define KMSAN_CASE_H

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kmsan-checks.h>
#include <linux/kmsan.h>
#include <linux/slab.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/uaccess.h>

/* The cases use what is uninitialized on purpose. */
#pragma clang diagnostic ignored "-Wuninitialized"
#pragma clang diagnostic ignored "-Wsometimes-uninitialized"
#pragma clang diagnostic ignored "-Wsizeof-pointer-memaccess"
#pragma clang diagnostic ignored "-Wvla"

#define __noinline noinline

#define CASE(name)             \
	void case_##name(void); \
	void case_##name(void)

#define USE(value)                                            \
	do {                                                  \
		if (value)                                    \
			__asm__ volatile("" : : : "memory"); \
	} while (0)

#define OPAQUE(pointer)                                  \
	({                                               \
		typeof(pointer) opaque_pointer = (pointer); \
		__asm__ volatile("" : "+r"(opaque_pointer)); \
		opaque_pointer;                          \
	})

#define UNALIGNED(type, address)                           \
	(((struct {                                        \
		 type value;                               \
	 } __attribute__((packed, may_alias)) *)(address)) \
		 ->value)

/* Of the case that runs (suite.c). */
extern struct kunit *case_test;
#define EXPECT(condition) KUNIT_EXPECT_TRUE(case_test, condition)

/* malloc(9). Types have no meaning here. */
#define M_NOWAIT 0x0001
#define M_WAITOK 0x0002
#define M_ZERO 0x0100
#define malloc(size, type, flags) \
	kmalloc(size, GFP_KERNEL | ((flags) & M_ZERO ? __GFP_ZERO : 0))
#define free(memory, type) kfree(memory)

/* uma(9): a cache for each zone. Freed items go back to the slab at once, as those of any cache. */
typedef struct uma_zone {
	struct kmem_cache *cache;
	size_t size;
	int (*ctor)(void *item, int size, void *argument, int flags);
} *uma_zone_t;

#define UMA_ALIGN_PTR (sizeof(void *) - 1)
#define UMA_ZONE_NOFREE 0x0010

uma_zone_t uma_zcreate(const char *name, size_t size,
		       int (*ctor)(void *item, int size, void *argument, int flags),
		       void (*dtor)(void *item, int size, void *argument),
		       int (*init)(void *item, int size, int flags),
		       void (*fini)(void *item, int size), int align, u32 flags);
void *uma_zalloc(uma_zone_t zone, int flags);
void uma_zfree(uma_zone_t zone, void *item);
void uma_zdestroy(uma_zone_t zone);

/* User memory, and copy(9). */
void __user *case_user_memory(size_t size);
#define user_memory(size) ((void *)case_user_memory(size))
#define copyin(user, kernel, size) \
	(copy_from_user(kernel, (void __user *)(user), size) ? EFAULT : 0)
#define copyout(kernel, user, size) \
	(copy_to_user((void __user *)(user), kernel, size) ? EFAULT : 0)

/* kmsan(9). */
#define KMSAN_STATE_INITED 0x00
#define KMSAN_STATE_UNINIT 0xff
#define kmsan_mark(memory, size, state)                               \
	((state) == KMSAN_STATE_INITED ?                              \
		 kmsan_unpoison_memory(memory, size) :                \
		 kmsan_poison_memory(memory, size, GFP_KERNEL))
#define kmsan_check(memory, size, description) kmsan_check_memory(memory, size)

#endif
