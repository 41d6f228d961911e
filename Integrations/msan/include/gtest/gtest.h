/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The part of GoogleTest's interface that sanitizer tests use, in instrumented headers: the real
 * library and the C++ library under it are not instrumented, and what they write would count as
 * uninitialized. Values are compared, not printed. Source of names and meanings: GoogleTest 1.12,
 * "Assertions Reference" and "Testing Reference".
 */
#ifndef KMSAN_GTEST_H
#define KMSAN_GTEST_H

/* Tests use these through GoogleTest's headers without including them. */
#include <algorithm>
#include <errno.h>
#include <memory>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <string>
#include <sys/wait.h>
#include <time.h>
#include <vector>

#include "kmsan_assertions.h"
#include "kmsan_cases.h"
#include "kmsan_parameters.h"
#include "kmsan_run.h"

#define KMSAN_TEST_NAME(suite, name) suite##_##name##_Test
#define KMSAN_TEST(suite, name, base)                                          \
  class KMSAN_TEST_NAME(suite, name) : public base {                           \
    void TestBody() override;                                                  \
  };                                                                           \
  static ::testing::PlainCase<KMSAN_TEST_NAME(suite, name)>                    \
      suite##_##name##_case(#suite, #name);                                    \
  void KMSAN_TEST_NAME(suite, name)::TestBody()
#define TEST(suite, name) KMSAN_TEST(suite, name, ::testing::Test)
#define TEST_F(fixture, name) KMSAN_TEST(fixture, name, fixture)

/* A test that runs once for each value of each instantiation of its fixture. */
#define TEST_P(fixture, name)                                                  \
  class KMSAN_TEST_NAME(fixture, name) : public fixture {                      \
    void TestBody() override;                                                  \
  };                                                                           \
  static ::testing::ParameterizedTest<fixture, KMSAN_TEST_NAME(fixture, name)> \
      fixture##_##name##_test(#fixture, #name);                                \
  void KMSAN_TEST_NAME(fixture, name)::TestBody()
#define INSTANTIATE_TEST_SUITE_P(prefix, fixture, ...)                         \
  static ::testing::Instantiation<fixture> prefix##_##fixture##_instantiation( \
      #prefix, []() -> std::vector<fixture::ParamType> { return __VA_ARGS__; })

#define RUN_ALL_TESTS() ::testing::RunAll()
#define GTEST_FLAG(name) FLAGS_gtest_##name

/* A file may have a main() of its own. */
__attribute__((weak)) int main(int count, char **arguments) {
  ::testing::InitGoogleTest(&count, arguments);
  return RUN_ALL_TESTS();
}

#endif
