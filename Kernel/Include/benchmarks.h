/* The operations that `bench=` measures: Core/Benchmark. */
#ifndef KERNEL_BENCHMARKS_H
#define KERNEL_BENCHMARKS_H

#include "kernel.h"

struct benchmark {
  const char *_Nonnull name;
  /* Does so many operations, and returns the time stamps that they took; less than 0 when it cannot.
   */
  int64_t (*_Nullable measure)(uint64_t count);
  /* Instead of it: one operation. */
  void (*_Nullable operation)(void);
};
extern const struct benchmark benchmarks[];
extern const size_t benchmark_count;
static inline const struct benchmark *_Nonnull first_benchmark(void) { return benchmarks; }

#endif
