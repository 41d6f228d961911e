/* What cases of the self-test say. A case is a function; its file in Core/SelfTest/Cases says with
 * KERNEL_CASE how many reports it makes. `kmsan boot` shows the reports, and a test compares them.
 */
#ifndef KERNEL_CASE_H
#define KERNEL_CASE_H

#include "kernel.h"

struct kernel_case {
  const char *_Nonnull name;
  void (*_Nonnull function)(void);
  size_t reports;
};
#define KERNEL_CASE(function, reports) \
  __attribute__((section("kernel_cases"), used)) static const struct kernel_case \
      case_##function = {#function, function, reports}

/* All cases: the linker puts them side by side. */
extern const struct kernel_case kernel_cases_start[], kernel_cases_end[];
static inline const struct kernel_case *_Nonnull first_kernel_case(void) {
  return kernel_cases_start;
}
static inline size_t kernel_case_count(void) {
  return (size_t)(kernel_cases_end - kernel_cases_start);
}

/* Says that something which a case needs does not hold: the case fails. */
void case_failed(const char *_Nonnull what);
#define CASE_EXPECT(condition) \
  do { \
    if (!(condition)) \
      case_failed(#condition); \
  } while (0)

/* Keeps a function one of its own. */
#define CASE_FUNCTION __attribute__((noinline)) static

/* Decides by a value: reports when that is uninitialized. */
void case_use(uint64_t value);

/* What travels in the block of arguments, in registers and in memory. */
struct case_pair {
  uint32_t first, second;
};
struct case_record {
  uint64_t words[6];
};

#endif
