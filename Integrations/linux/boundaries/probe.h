/* SPDX-License-Identifier: GPL-2.0-only */
/* Counts the reports of KMSAN that reach the console, for the suites beside this file. */

#ifndef BOUNDARIES_PROBE_H
#define BOUNDARIES_PROBE_H

#include <kunit/test.h>

/* For struct kunit_suite and struct kunit_case: every suite takes these. */
int probe_suite_init(struct kunit_suite *suite);
void probe_suite_exit(struct kunit_suite *suite);
int probe_case_init(struct kunit *test);

/* How many reports there were since the case began, or since the last probe_forget(). */
int probe_count(void);
void probe_forget(void);

/* Whether the first of them is of this kind, in this function. */
bool probe_matches(const char *kind, const char *function);

#define EXPECT_NO_REPORT(test) KUNIT_EXPECT_EQ(test, probe_count(), 0)

#define EXPECT_ONE_REPORT_OF(test, kind, function)                          \
	do {                                                                \
		KUNIT_EXPECT_EQ(test, probe_count(), 1);                    \
		KUNIT_EXPECT_TRUE(test, probe_matches((kind), (function))); \
	} while (0)

#define EXPECT_ONE_REPORT(test, function) \
	EXPECT_ONE_REPORT_OF(test, "uninit-value", function)

#define BOUNDARY_SUITE(variable, title, cases)        \
	static struct kunit_suite variable = {        \
		.name = "kmsan_boundaries_" title,    \
		.suite_init = probe_suite_init,       \
		.suite_exit = probe_suite_exit,       \
		.init = probe_case_init,              \
		.test_cases = cases,                  \
	};                                            \
	kunit_test_suites(&variable)

#endif
