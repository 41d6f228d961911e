// SPDX-License-Identifier: GPL-2.0-only
/* Counts the reports of KMSAN that reach the console, by the tracepoint that the console has. */

#include "probe.h"
#include "subjects.h"

#include <linux/kmsan.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <trace/events/printk.h>

/* Of mm/kmsan/kmsan.h, which is not for others. */
extern int panic_on_kmsan;

#define HEADER "BUG: KMSAN: "

static DEFINE_RAW_SPINLOCK(lock);
static int count;
static char first[128];
static int panic_before;

static void note(void *data, const char *text, size_t length)
{
	const char *header = strnstr(text, HEADER, length);
	unsigned long flags;
	size_t size;

	if (!header)
		return;
	header += strlen(HEADER);
	size = min(length - (header - text), sizeof(first) - 1);
	raw_spin_lock_irqsave(&lock, flags);
	if (count++ == 0) {
		memcpy(first, header, size);
		first[size] = '\0';
	}
	raw_spin_unlock_irqrestore(&lock, flags);
}

int probe_count(void)
{
	return READ_ONCE(count);
}

void probe_forget(void)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&lock, flags);
	count = 0;
	first[0] = '\0';
	raw_spin_unlock_irqrestore(&lock, flags);
}

bool probe_matches(const char *kind, const char *function)
{
	char expected[sizeof(first)];
	int size = scnprintf(expected, sizeof(expected), "%s in %s+", kind, function);

	return strncmp(first, expected, size) == 0;
}

int probe_case_init(struct kunit *test)
{
	probe_forget();
	return 0;
}

int probe_suite_init(struct kunit_suite *suite)
{
	poisoned = kmalloc(sizeof(*poisoned), GFP_KERNEL);
	if (!poisoned)
		return -ENOMEM;
	panic_before = panic_on_kmsan;
	panic_on_kmsan = 0;
	return register_trace_console(note, NULL);
}

void probe_suite_exit(struct kunit_suite *suite)
{
	unregister_trace_console(note, NULL);
	tracepoint_synchronize_unregister();
	panic_on_kmsan = panic_before;
	kfree(poisoned);
}
