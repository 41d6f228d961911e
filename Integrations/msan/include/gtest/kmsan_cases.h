/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Tests, and the list of those that a program has.
 */
#ifndef KMSAN_GTEST_CASES_H
#define KMSAN_GTEST_CASES_H

#include <stdio.h>
#include <string.h>

#include "kmsan_assertions.h"

namespace testing {

class Test {
public:
  virtual ~Test() {}
  static void SetUpTestSuite() {}
  static void TearDownTestSuite() {}
  static bool HasFailure() { return Result::Current().hasFailed; }
  static bool HasFatalFailure() { return Result::Current().hasFatalFailure; }
  static bool IsSkipped() { return Result::Current().isSkipped; }

  /* What is common to the test and to its suite's tests. */
  void Run() {
    SetUp();
    if (!HasFatalFailure() && !IsSkipped()) RunBody();
    TearDown();
  }

protected:
  virtual void SetUp() {}
  virtual void TearDown() {}

private:
  virtual void TestBody() = 0;

  /* A body may change a register that it had to keep: inline assembly with cpuid that does not name
   * rbx, as in msan_test.cpp. Here it is saved and restored. */
  __attribute__((noinline)) void RunBody() {
    TestBody();
#ifdef __x86_64__
    asm volatile("" : : : "rbx");
#endif
  }
};

/* A test that can be run. */
struct Case {
  char suite[192], name[128];
  Case *next;

  static Case *&First() {
    static Case *first;
    return first;
  }

  Case(const char *suiteName, const char *testName) : suite{}, name{}, next(nullptr) {
    Copy(suite, sizeof(suite), suiteName);
    Copy(name, sizeof(name), testName);
    Case **end = &First();
    while (*end != nullptr) end = &(*end)->next;
    *end = this;
  }
  virtual ~Case() {}

  virtual Test *Make() = 0;
  virtual void SetUpSuite() = 0;
  virtual void TearDownSuite() = 0;

  bool IsDisabled() const {
    const char *mark = "DISABLED_";
    return strncmp(suite, mark, strlen(mark)) == 0 || strncmp(name, mark, strlen(mark)) == 0;
  }

private:
  static void Copy(char *to, size_t size, const char *from) {
    for (size_t i = 0; i + 1 < size && from[i] != 0; i++) to[i] = from[i];
  }
};

/* A case of a test without parameters. */
template <class Body> struct PlainCase : Case {
  using Case::Case;
  Test *Make() override { return new Body; }
  void SetUpSuite() override { Body::SetUpTestSuite(); }
  void TearDownSuite() override { Body::TearDownTestSuite(); }
};

} // namespace testing

#endif
