/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Running a program's tests as GoogleTest's options ask, and printing the results in its form.
 */
#ifndef KMSAN_GTEST_RUN_H
#define KMSAN_GTEST_RUN_H

#include <stdio.h>
#include <string.h>

#include "kmsan_cases.h"
#include "kmsan_parameters.h"

namespace testing {

/* The options. A program may set them too. */
inline const char *FLAGS_gtest_filter = "*";
inline bool FLAGS_gtest_list_tests;
inline bool FLAGS_gtest_also_run_disabled_tests;
/* Without meaning here: death tests are missing. */
inline const char *FLAGS_gtest_death_test_style = "fast";

/* Whether a name fits a pattern of a list, where : or - or the end follows it. */
inline bool FitsPattern(const char *name, const char *pattern) {
  bool ends = *pattern == 0 || *pattern == ':' || *pattern == '-';
  if (ends) return *name == 0;
  if (*pattern == '*')
    return FitsPattern(name, pattern + 1) || (*name != 0 && FitsPattern(name + 1, pattern));
  if (*name == 0 || (*pattern != '?' && *pattern != *name)) return false;
  return FitsPattern(name + 1, pattern + 1);
}

inline bool FitsList(const char *name, const char *list) {
  if (FitsPattern(name, list)) return true;
  for (; *list != 0 && *list != '-'; list++)
    if (*list == ':' && FitsPattern(name, list + 1)) return true;
  return false;
}

/* A filter: patterns of which one must fit, then after - patterns of which none may. */
inline bool FitsFilter(const char *name, const char *filter) {
  const char *negative = strchr(filter, '-');
  if (*filter != '-' && !FitsList(name, filter)) return false;
  return negative == nullptr || !FitsList(name, negative + 1);
}

/* Takes GoogleTest's options out of the arguments of main(). */
inline void InitGoogleTest(int *count, char **arguments) {
  int left = 1;
  for (int i = 1; i < *count; i++) {
    const char *argument = arguments[i], *filter = "--gtest_filter=";
    if (strncmp(argument, filter, strlen(filter)) == 0)
      FLAGS_gtest_filter = argument + strlen(filter);
    else if (strcmp(argument, "--gtest_list_tests") == 0)
      FLAGS_gtest_list_tests = true;
    else if (strcmp(argument, "--gtest_also_run_disabled_tests") == 0)
      FLAGS_gtest_also_run_disabled_tests = true;
    else
      arguments[left++] = arguments[i];
  }
  if (left < *count) arguments[left] = nullptr;
  *count = left;
}

/* Runs a test; returns whether it failed. */
inline bool RunCase(Case *current, const char *name) {
  printf("[ RUN      ] %s\n", name);
  Result::Current() = Result();
  Test *test = current->Make();
  test->Run();
  delete test;
  bool hasFailed = Test::HasFailure();
  const char *word = hasFailed ? "  FAILED  " : Test::IsSkipped() ? "  SKIPPED " : "       OK ";
  printf("[%s] %s\n", word, name);
  return hasFailed;
}

/* The name that a filter sees. */
struct CaseName {
  /* The C library is not instrumented: what it writes is initialized only when cleared. */
  char text[sizeof(Case::suite) + sizeof(Case::name)] = {};
  CaseName(const Case *test) { snprintf(text, sizeof(text), "%s.%s", test->suite, test->name); }
};

inline bool IsSameSuite(const Case *first, const Case *second) {
  return first != nullptr && strcmp(first->suite, second->suite) == 0;
}

inline void ListTests() {
  const Case *previous = nullptr;
  for (const Case *current = Case::First(); current != nullptr; current = current->next) {
    if (!FitsFilter(CaseName(current).text, FLAGS_gtest_filter)) continue;
    if (!IsSameSuite(previous, current)) printf("%s.\n", current->suite);
    printf("  %s\n", current->name);
    previous = current;
  }
}

/* Lists or runs the tests that the filter selects; returns 1 when one failed. */
inline int RunAll() {
  Expansion::ExpandAll();
  if (FLAGS_gtest_list_tests) return ListTests(), 0;
  int count = 0, failed = 0;
  Case *previous = nullptr;
  for (Case *current = Case::First(); current != nullptr; current = current->next) {
    CaseName name(current);
    if (!FitsFilter(name.text, FLAGS_gtest_filter)) continue;
    if (current->IsDisabled() && !FLAGS_gtest_also_run_disabled_tests) continue;
    if (!IsSameSuite(previous, current)) {
      if (previous != nullptr) previous->TearDownSuite();
      current->SetUpSuite();
    }
    previous = current;
    count++;
    if (RunCase(current, name.text)) failed++;
  }
  if (previous != nullptr) previous->TearDownSuite();
  printf("[==========] %d tests ran, %d failed\n", count, failed);
  return failed != 0;
}

} // namespace testing

#endif
