/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The part of GoogleTest's interface that sanitizer tests use, in one instrumented header: the real
 * library and the C++ library under it are not instrumented, and what they write would count as
 * uninitialized. Values are compared, not printed. Source of names and meanings: GoogleTest 1.12,
 * "Assertions Reference" and "Testing Reference".
 */
#ifndef KMSAN_GTEST_H
#define KMSAN_GTEST_H

#include <stdio.h>
#include <string.h>

namespace testing {

// What follows << behind an assertion is dropped.
struct Message {
  template <typename Value> Message &operator<<(const Value &) { return *this; }
};

// Makes a statement of an expression of messages, so that an assertion can return.
struct Drop {
  void operator=(const Message &) {}
};

class Test {
public:
  virtual ~Test() {}
  virtual void TestBody() = 0;
  static void SetUpTestSuite() {}
  static void TearDownTestSuite() {}
  static bool &HasFailed() {
    static bool failed;
    return failed;
  }

protected:
  virtual void SetUp() {}
  virtual void TearDown() {}
  friend int RunAll(const char *);
};

// A test that was registered before main() began.
struct Case {
  const char *suite, *name;
  Test *(*make)();
  Case *next;
  static Case *&First() {
    static Case *first;
    return first;
  }
  static Case **&End() {
    static Case **end = &First();
    return end;
  }
  Case(const char *suite, const char *name, Test *(*make)())
      : suite(suite), name(name), make(make), next(nullptr) {
    *End() = this;
    End() = &next;
  }
};

inline bool Check(bool holds, const char *file, int line, const char *text) {
  if (holds) return true;
  fprintf(stderr, "%s:%d: Failure\n  %s\n", file, line, text);
  Test::HasFailed() = true;
  return false;
}

// Runs all tests, or those whose suite.name contains the text; returns 1 when one failed.
inline int RunAll(const char *filter) {
  int count = 0, failed = 0;
  for (Case *current = Case::First(); current != nullptr; current = current->next) {
    // The C library is not instrumented: what it writes counts as initialized only when cleared.
    char name[256] = {0};
    snprintf(name, sizeof(name), "%s.%s", current->suite, current->name);
    if (filter != nullptr && strstr(name, filter) == nullptr) continue;
    Test::HasFailed() = false;
    Test *test = current->make();
    test->SetUp();
    test->TestBody();
    test->TearDown();
    delete test;
    count++;
    if (Test::HasFailed()) {
      failed++;
      fprintf(stderr, "[  FAILED  ] %s\n", name);
    }
  }
  fprintf(stderr, "[==========] %d tests ran, %d failed\n", count, failed);
  return failed != 0;
}

inline void InitGoogleTest(int *, char **) {}

} // namespace testing

#define KMSAN_TEST(suite, name, base)                                          \
  class suite##_##name##_Test : public base {                                  \
    void TestBody() override;                                                  \
  };                                                                           \
  static ::testing::Case suite##_##name##_case(                                \
      #suite, #name,                                                           \
      []() -> ::testing::Test * { return new suite##_##name##_Test(); });      \
  void suite##_##name##_Test::TestBody()
#define TEST(suite, name) KMSAN_TEST(suite, name, ::testing::Test)
#define TEST_F(fixture, name) KMSAN_TEST(fixture, name, fixture)

#define KMSAN_EXPECT(condition, text)                                          \
  if (::testing::Check((condition), __FILE__, __LINE__, text)) {               \
  } else                                                                       \
    ::testing::Message()
#define KMSAN_ASSERT(condition, text)                                          \
  if (::testing::Check((condition), __FILE__, __LINE__, text)) {               \
  } else                                                                       \
    return ::testing::Drop() = ::testing::Message()

#define EXPECT_TRUE(a) KMSAN_EXPECT(!!(a), #a)
#define EXPECT_FALSE(a) KMSAN_EXPECT(!(a), "not " #a)
#define EXPECT_EQ(a, b) KMSAN_EXPECT((a) == (b), #a " == " #b)
#define EXPECT_NE(a, b) KMSAN_EXPECT((a) != (b), #a " != " #b)
#define EXPECT_LT(a, b) KMSAN_EXPECT((a) < (b), #a " < " #b)
#define EXPECT_LE(a, b) KMSAN_EXPECT((a) <= (b), #a " <= " #b)
#define EXPECT_GT(a, b) KMSAN_EXPECT((a) > (b), #a " > " #b)
#define EXPECT_GE(a, b) KMSAN_EXPECT((a) >= (b), #a " >= " #b)
#define EXPECT_STREQ(a, b) KMSAN_EXPECT(strcmp((a), (b)) == 0, #a " is " #b)
#define ASSERT_TRUE(a) KMSAN_ASSERT(!!(a), #a)
#define ASSERT_FALSE(a) KMSAN_ASSERT(!(a), "not " #a)
#define ASSERT_EQ(a, b) KMSAN_ASSERT((a) == (b), #a " == " #b)
#define ASSERT_NE(a, b) KMSAN_ASSERT((a) != (b), #a " != " #b)
#define ASSERT_LT(a, b) KMSAN_ASSERT((a) < (b), #a " < " #b)
#define ASSERT_LE(a, b) KMSAN_ASSERT((a) <= (b), #a " <= " #b)
#define ASSERT_GT(a, b) KMSAN_ASSERT((a) > (b), #a " > " #b)
#define ASSERT_GE(a, b) KMSAN_ASSERT((a) >= (b), #a " >= " #b)
#define ASSERT_STREQ(a, b) KMSAN_ASSERT(strcmp((a), (b)) == 0, #a " is " #b)

#define RUN_ALL_TESTS() ::testing::RunAll(nullptr)

// A file may have a main() of its own.
__attribute__((weak)) int main(int count, char **arguments) {
  return ::testing::RunAll(count > 1 ? arguments[1] : nullptr);
}

#endif
