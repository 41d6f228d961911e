/* What is interrupted, and what interrupts: calls whose arguments and results travel in registers,
 * in memory, as variable arguments. A record that is uninitialized has known bytes all the same, so
 * that both its shadow and its values are looked at. Nothing is reported for it, as a report is made
 * once for each place: its shadow is what a report goes by.
 */
#include "soak.h"

#include <stdarg.h>

#include <kmsan_kernel.h>

#define NOINSTR __attribute__((disable_sanitizer_instrumentation, noinline))

struct soak_failures soak_failures;

uint64_t soak_random(uint64_t *state) {
  uint64_t value = *state;
  value ^= value << 13;
  value ^= value >> 7;
  value ^= value << 17;
  *state = value;
  return value;
}

static uint64_t word_of(uint32_t number, uint64_t index) {
  return (number + 1) * 0x9e3779b97f4a7c15ul + index * 0x100000001b3ul;
}

struct soak_work *soak_work_create(uint32_t number) {
  struct soak_work *work = kmalloc(sizeof(*work), __GFP_ZERO);
  if (!work)
    return NULL;
  work->number = number;
  for (uint64_t i = 0; i < 6; i++)
    work->clean.words[i] = work->poisoned.words[i] = word_of(number, i);
  kmsan_poison_memory(&work->poisoned, sizeof(work->poisoned), 0);
  return work;
}

/* Bytes whose shadow is not 0. */
NOINSTR static size_t poisoned_bytes(const void *memory, size_t size) {
  const volatile uint8_t *shadow = __msan_metadata_ptr_for_load_n((void *)memory, size).shadow;
  size_t count = 0;
  for (size_t i = 0; i < size; i++)
    count += shadow[i] != 0;
  return count;
}

NOINSTR static bool has_content(const struct soak_record *record, uint32_t number) {
  for (uint64_t i = 0; i < 6; i++)
    if (record->words[i] != (number + 1) * 0x9e3779b97f4a7c15ul + i * 0x100000001b3ul)
      return false;
  return true;
}

NOINSTR static void count_failure(uint32_t *counter) {
  __atomic_fetch_add(counter, 1, __ATOMIC_SEQ_CST);
}

SOAK_FUNCTION struct soak_record pass(struct soak_record record, uint32_t depth) {
  return depth ? pass(record, depth - 1) : record;
}

SOAK_FUNCTION struct soak_pair swap(struct soak_pair pair) {
  return (struct soak_pair){pair.second, pair.first};
}

SOAK_FUNCTION struct soak_record gather(int count, ...) {
  struct soak_record record;
  va_list list;
  va_start(list, count);
  for (int i = 0; i < count; i++)
    record.words[i] = va_arg(list, uint64_t);
  va_end(list);
  return record;
}

/* Takes all three ways, with the bytes that came in. */
SOAK_FUNCTION void travel(const struct soak_record *in, struct soak_record *out) {
  struct soak_record record = pass(*in, 2);
  struct soak_pair *pairs = (struct soak_pair *)&record;
  for (int i = 0; i < 6; i++)
    pairs[i] = swap(swap(pairs[i]));
  const struct soak_pair *first = pairs;
  record = pass(record, 1);
  *out = *(const struct soak_record *)first;
}

void soak_work_run(struct soak_work *work) {
  travel(&work->clean, &work->out);
  if (poisoned_bytes(&work->out, sizeof(work->out)) != 0)
    count_failure(&soak_failures.false_reports);
  if (!has_content(&work->out, work->number))
    count_failure(&soak_failures.corruptions);
  const uint64_t *words = work->clean.words;
  work->out = gather(6, words[0], words[1], words[2], words[3], words[4], words[5]);
  if (poisoned_bytes(&work->out, sizeof(work->out)) != 0)
    count_failure(&soak_failures.false_reports);
  if (!has_content(&work->out, work->number))
    count_failure(&soak_failures.corruptions);
  travel(&work->poisoned, &work->out);
  if (poisoned_bytes(&work->out, sizeof(work->out)) != sizeof(work->out))
    count_failure(&soak_failures.lost_bugs);
  if (!has_content(&work->out, work->number))
    count_failure(&soak_failures.corruptions);
  work->rounds++;
}

static volatile uint64_t sink;

SOAK_FUNCTION uint64_t sum(struct soak_pair pair, struct soak_record record) {
  return pair.first + record.words[5];
}

void soak_disturb(void) {
  struct soak_record record;
  struct soak_pair pair;
  __asm__ volatile("" : : "r"(&record), "r"(&pair) : );
  sink = sum(swap(pair), pass(record, 1));
}
