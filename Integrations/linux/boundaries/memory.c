// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that crosses a boundary: inline assembly, atomic operations, bit-fields, user space.
 */

#include "probe.h"
#include "releases.h"
#include "subjects.h"

#include <linux/atomic.h>
#include <linux/mman.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

/* Memory that was never written, freed when the case ends. */
static void *fresh(struct kunit *test, size_t size)
{
	void *memory = kunit_kmalloc(test, size, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, memory);
	return memory;
}

static void assembly_writes_register(struct kunit *test)
{
	u64 value;

	asm volatile("mov $1, %0" : "=r"(value));
	USE(value);
	EXPECT_NO_REPORT(test);
}

static void assembly_writes_memory(struct kunit *test)
{
	u64 *value = fresh(test, sizeof(*value));

	asm volatile("movq $1, %0" : "=m"(*value));
	USE(*value);
	EXPECT_NO_REPORT(test);
}

static void poison_in_assembly_is_found(struct kunit *test)
{
	u64 value = READ_ONCE(poisoned->word[4]);

	asm volatile("" : : "r"(value));
	EXPECT_ONE_REPORT(test, __func__);
}

static void atomic_after_initialization(struct kunit *test)
{
	atomic_long_t *counter = fresh(test, sizeof(*counter));

	atomic_long_set(counter, 1);
	atomic_long_add(2, counter);
	USE(atomic_long_fetch_add(3, counter));
	USE(atomic_long_cmpxchg(counter, 6, 7));
	USE(atomic_long_xchg(counter, 8));
	USE(atomic_long_read(counter));
	EXPECT_NO_REPORT(test);
}

static void poisoned_atomic_is_found(struct kunit *test)
{
	USE(atomic_long_read((atomic_long_t *)&poisoned->word[5]));
	EXPECT_ONE_REPORT(test, __func__);
}

struct fields {
	u32 low : 3;
	u32 middle : 7;
	u32 high : 5;
};

static void bit_field_that_was_set(struct kunit *test)
{
	struct fields *fields = fresh(test, sizeof(*fields));

	fields->middle = 5;
	barrier_data(fields);
	USE(fields->middle);
	EXPECT_NO_REPORT(test);
}

static void poisoned_bit_field_is_found(struct kunit *test)
{
	struct fields *fields = fresh(test, sizeof(*fields));

	fields->low = 1;
	fields->middle = 5;
	barrier_data(fields);
	USE(fields->high);
	EXPECT_ONE_REPORT(test, __func__);
}

static char __user *user_page(struct kunit *test)
{
	unsigned long address = kunit_vm_mmap(test, NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE,
					      MAP_ANONYMOUS | MAP_PRIVATE, 0);

	KUNIT_ASSERT_LT(test, address, (unsigned long)TASK_SIZE);
	KUNIT_ASSERT_NE(test, address, 0ul);
	return (char __user *)address;
}

static void copy_of_initialized_memory(struct kunit *test)
{
	char __user *page = user_page(test);
	struct words *words = fresh(test, sizeof(*words));

	memset(words, 0, sizeof(*words));
	KUNIT_EXPECT_EQ(test, copy_to_user(page, words, sizeof(*words)), 0);
	EXPECT_NO_REPORT(test);
}

static void memory_from_user(struct kunit *test)
{
	char __user *page = user_page(test);
	struct words *words = fresh(test, sizeof(*words));
	u32 word;

	KUNIT_EXPECT_EQ(test, copy_from_user(words, page, sizeof(*words)), 0);
	use_pointed(words, ARRAY_SIZE(words->word));
	KUNIT_EXPECT_EQ(test, get_user(word, (u32 __user *)page), 0);
	USE(word);
	EXPECT_NO_REPORT(test);
}

static void leak_to_user_is_found(struct kunit *test)
{
	char __user *page = user_page(test);
	struct words *words = fresh(test, sizeof(*words));

	memset(words, 0, sizeof(*words));
	words->word[3] = READ_ONCE(poisoned->word[3]);
	KUNIT_EXPECT_EQ(test, copy_to_user(page, words, sizeof(*words)), 0);
	KUNIT_EXPECT_EQ(test, probe_count(), 1);
	KUNIT_EXPECT_TRUE(test, probe_matches("kernel-infoleak", "_copy_to_user") ||
					probe_matches("kernel-infoleak", __func__));
}

struct padded {
	u8 kind;
	u64 value;
};

static void leak_of_padding_is_found(struct kunit *test)
{
	char __user *page = user_page(test);
	struct padded padded;

	padded.kind = 1;
	padded.value = 2;
	KUNIT_EXPECT_EQ(test, copy_to_user(page, &padded, sizeof(padded)), 0);
	KUNIT_EXPECT_EQ(test, probe_count(), 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(assembly_writes_register),
	KUNIT_CASE(assembly_writes_memory),
	KUNIT_CASE(atomic_after_initialization),
	KUNIT_CASE(bit_field_that_was_set),
	KUNIT_CASE(copy_of_initialized_memory),
	KUNIT_CASE(memory_from_user),
	KUNIT_CASE(poison_in_assembly_is_found),
	KUNIT_CASE(poisoned_atomic_is_found),
	KUNIT_CASE(poisoned_bit_field_is_found),
	KUNIT_CASE(leak_to_user_is_found),
	KUNIT_CASE(leak_of_padding_is_found),
	{},
};

BOUNDARY_SUITE(memory, "memory", cases);
