// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs cases of Tests/KernelCases as one suite. The kernel says which case begins and prints its
 * reports; the host compares them with what the files say (`kmsan cases --console`).
 */

#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/printk.h>

#include "kmsan_case.h"

/* Of mm/kmsan/kmsan.h, which is not for others. */
extern int panic_on_kmsan;

struct kunit *case_test;
static int panic_before;

/* The zones of the case that runs; kunit frees them. */
uma_zone_t uma_zcreate(const char *name, size_t size,
		       int (*ctor)(void *item, int size, void *argument, int flags),
		       void (*dtor)(void *item, int size, void *argument),
		       int (*init)(void *item, int size, int flags),
		       void (*fini)(void *item, int size), int align, u32 flags)
{
	struct uma_zone *zone = kunit_kzalloc(case_test, sizeof(*zone), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(case_test, zone);
	zone->size = size;
	zone->ctor = ctor;
	/* Not merged with caches of the same size, which other code uses meanwhile. */
	zone->cache = kmem_cache_create(name, size, align + 1, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(case_test, zone->cache);
	return zone;
}

void *uma_zalloc(uma_zone_t zone, int flags)
{
	void *item = kmem_cache_alloc(
		zone->cache, GFP_KERNEL | (flags & M_ZERO ? __GFP_ZERO : 0));

	KUNIT_ASSERT_NOT_NULL(case_test, item);
	if (zone->ctor)
		zone->ctor(item, zone->size, NULL, flags);
	return item;
}

void uma_zfree(uma_zone_t zone, void *item)
{
	kmem_cache_free(zone->cache, item);
}

void uma_zdestroy(uma_zone_t zone)
{
	kmem_cache_destroy(zone->cache);
}

void __user *case_user_memory(size_t size)
{
	unsigned long address = kunit_vm_mmap(case_test, NULL, 0, PAGE_ALIGN(size),
					      PROT_READ | PROT_WRITE,
					      MAP_ANONYMOUS | MAP_PRIVATE, 0);

	KUNIT_ASSERT_LT(case_test, address, (unsigned long)TASK_SIZE);
	KUNIT_ASSERT_NE(case_test, address, 0ul);
	return (void __user *)address;
}

static int begin_case(struct kunit *test)
{
	case_test = test;
	pr_info("# begin %s\n", test->name);
	return 0;
}

static int begin_suite(struct kunit_suite *suite)
{
	panic_before = panic_on_kmsan;
	panic_on_kmsan = 0;
	return 0;
}

static void end_suite(struct kunit_suite *suite)
{
	panic_on_kmsan = panic_before;
}

/* The table of cases, which `kmsan linux` makes from the files. */
#include "case_table.h"

static struct kunit_suite suite = {
	.name = "kmsan_cases",
	.suite_init = begin_suite,
	.suite_exit = end_suite,
	.init = begin_case,
	.test_cases = case_table,
};
kunit_test_suites(&suite);
