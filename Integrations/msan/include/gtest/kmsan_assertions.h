/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Assertions: EXPECT_ goes on after a failure, ASSERT_ and GTEST_SKIP return from the function.
 */
#ifndef KMSAN_GTEST_ASSERTIONS_H
#define KMSAN_GTEST_ASSERTIONS_H

#include <stdio.h>
#include <string.h>

namespace testing {

/* What came of the test that runs. */
struct Result {
  bool hasFailed, hasFatalFailure, isSkipped;
  static Result &Current() {
    static Result result;
    return result;
  }
};

/* What follows << behind an assertion is dropped. */
struct Message {
  template <typename Value> Message &operator<<(const Value &) { return *this; }
};

/* Makes a statement of an expression of messages, so that an assertion can return. */
struct Drop {
  void operator=(const Message &) {}
};

inline bool Check(bool holds, bool isFatal, const char *file, int line, const char *text) {
  if (holds) return true;
  fprintf(stderr, "%s:%d: Failure\n  %s\n", file, line, text);
  Result::Current().hasFailed = true;
  if (isFatal) Result::Current().hasFatalFailure = true;
  return false;
}

inline bool Skip() {
  Result::Current().isSkipped = true;
  return false;
}

} // namespace testing

#define KMSAN_GO_ON(condition)                                                 \
  if (condition) {                                                             \
  } else                                                                       \
    ::testing::Message()
#define KMSAN_RETURN(condition)                                                \
  if (condition) {                                                             \
  } else                                                                       \
    return ::testing::Drop() = ::testing::Message()
#define KMSAN_EXPECT(condition, text)                                          \
  KMSAN_GO_ON(::testing::Check((condition), false, __FILE__, __LINE__, text))
#define KMSAN_ASSERT(condition, text)                                          \
  KMSAN_RETURN(::testing::Check((condition), true, __FILE__, __LINE__, text))

#define EXPECT_TRUE(a) KMSAN_EXPECT(!!(a), #a)
#define EXPECT_FALSE(a) KMSAN_EXPECT(!(a), "not " #a)
#define EXPECT_EQ(a, b) KMSAN_EXPECT((a) == (b), #a " == " #b)
#define EXPECT_NE(a, b) KMSAN_EXPECT((a) != (b), #a " != " #b)
#define EXPECT_LT(a, b) KMSAN_EXPECT((a) < (b), #a " < " #b)
#define EXPECT_LE(a, b) KMSAN_EXPECT((a) <= (b), #a " <= " #b)
#define EXPECT_GT(a, b) KMSAN_EXPECT((a) > (b), #a " > " #b)
#define EXPECT_GE(a, b) KMSAN_EXPECT((a) >= (b), #a " >= " #b)
#define EXPECT_STREQ(a, b) KMSAN_EXPECT(strcmp((a), (b)) == 0, #a " is " #b)
#define EXPECT_STRNE(a, b) KMSAN_EXPECT(strcmp((a), (b)) != 0, #a " is not " #b)
#define ASSERT_TRUE(a) KMSAN_ASSERT(!!(a), #a)
#define ASSERT_FALSE(a) KMSAN_ASSERT(!(a), "not " #a)
#define ASSERT_EQ(a, b) KMSAN_ASSERT((a) == (b), #a " == " #b)
#define ASSERT_NE(a, b) KMSAN_ASSERT((a) != (b), #a " != " #b)
#define ASSERT_LT(a, b) KMSAN_ASSERT((a) < (b), #a " < " #b)
#define ASSERT_LE(a, b) KMSAN_ASSERT((a) <= (b), #a " <= " #b)
#define ASSERT_GT(a, b) KMSAN_ASSERT((a) > (b), #a " > " #b)
#define ASSERT_GE(a, b) KMSAN_ASSERT((a) >= (b), #a " >= " #b)
#define ASSERT_STREQ(a, b) KMSAN_ASSERT(strcmp((a), (b)) == 0, #a " is " #b)
#define ASSERT_STRNE(a, b) KMSAN_ASSERT(strcmp((a), (b)) != 0, #a " is not " #b)

#define SUCCEED() ::testing::Message()
#define ADD_FAILURE() KMSAN_EXPECT(false, "a failure of the test's own")
#define FAIL() KMSAN_ASSERT(false, "a failure of the test's own")
#define GTEST_SKIP() KMSAN_RETURN(::testing::Skip())

#endif
