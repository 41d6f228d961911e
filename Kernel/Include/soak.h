/* Long tests on request: random interleavings (`soak=`), and load on all processors (`load=`).
 * Core/Soak.
 */
#ifndef KERNEL_SOAK_H
#define KERNEL_SOAK_H

#include "kernel.h"

#pragma clang assume_nonnull begin

/* Keeps a function one of its own. */
#define SOAK_FUNCTION __attribute__((noinline)) static

/* What travels in the block of arguments, in registers and in memory. */
struct soak_pair {
  uint32_t first, second;
};
struct soak_record {
  uint64_t words[6];
};

/* What went wrong, by kind; all 0 when nothing did. */
struct soak_failures {
  uint32_t false_reports, lost_bugs, corruptions, lost_events;
};

/* What a thread passes along: records of known content, one initialized and one not, and what comes
 * back of them. */
struct soak_work {
  struct soak_record clean, poisoned, out;
  uint32_t number;
  uint64_t rounds;
};
struct soak_work *_Nullable soak_work_create(uint32_t number);
/* Passes both records through calls of every kind; looks at values and shadow of what comes back. */
void soak_work_run(struct soak_work *work);
/* Leaves uninitialized values wherever arguments and results travel. */
void soak_disturb(void);
/* What soak_work_run() found since the start. */
extern struct soak_failures soak_failures;
static inline bool soak_has_failed(void) {
  return soak_failures.false_reports || soak_failures.lost_bugs || soak_failures.corruptions ||
      soak_failures.lost_events;
}
/* The next number of a sequence (G. Marsaglia, Xorshift RNGs, 2003). */
uint64_t soak_random(uint64_t *state);

static inline struct soak_failures get_soak_failures(void) { return soak_failures; }

/* Lines of text: words and two numbers; the summary of soak_run(). That the test goes on. */
void soak_say(const char *words, uint64_t first, uint64_t second);
void soak_summarize(
    uint32_t seed, uint32_t count, const uint64_t *events, uint64_t exceptions);
void soak_progress(void);
/* The summary of load_run(): how many counters do not balance. */
void load_summarize(uint64_t unbalanced);

/* Run and print a summary; true when nothing went wrong. */
bool soak_run(uint32_t seed, uint32_t count);
bool load_run(uint32_t seconds);

#pragma clang assume_nonnull end

#endif
