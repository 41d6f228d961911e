/* Where every program begins, and the programs that do nothing wrong. */
#include "programs.h"
#include "user_program.h"

void program_begin(int64_t (*program)(uint64_t), uint64_t argument) {
  system_call(SYSTEM_CALL_EXIT, (uint64_t)program(argument), 0, 0);
}

int64_t program_answer(uint64_t argument) {
  program_write("    # a program says hello\n");
  return (int64_t)argument + 1;
}

int64_t program_status_call(uint64_t argument) {
  static const char text[] = "ab";
  struct program_label label = {100, (uint64_t)text, sizeof(text)};
  struct program_status first, second;
  if (system_call(SYSTEM_CALL_LABEL, (uint64_t)&label, 0, 0) != 0)
    return 1;
  if (system_call(SYSTEM_CALL_STATUS, (uint64_t)&first, 0, 0) != 0)
    return 2;
  if (program_sleep(20000) != 0)
    return 3;
  system_call(SYSTEM_CALL_STATUS, (uint64_t)&second, 0, 0);
  if (first.label != 100 + 'a' + 'b' || first.is_preemptible != 1)
    return 4;
  const volatile uint8_t *padding = &first.is_preemptible + 1;
  if (padding[0] || padding[1] || padding[2])
    return 5;
  return second.microseconds - first.microseconds >= 20000 ? 0 : 6;
}

int64_t program_call_with_heap(uint64_t number) {
  volatile uint64_t *heap = (volatile uint64_t *)USER_HEAP_START;
  for (int i = 0; i < 512; i++)
    heap[i] = 7;
  return system_call(number, USER_HEAP_START, 0, 0);
}

int64_t program_calls(uint64_t number) {
  for (uint64_t i = 0; i < 20; i++)
    if (system_call(number, i, 3 * i, 5) != (int64_t)(4 * i + 5))
      return 1;
  return system_call(SYSTEM_CALLS_MAX, 1, 2, 3) == -38 &&
          system_call(~0ul, 1, 2, 3) == -38
      ? 0
      : 2;
}

static volatile uint64_t changed = 1;

int64_t program_sum(uint64_t number) {
  volatile uint64_t *heap = (volatile uint64_t *)USER_HEAP_START;
  enum { WORDS = 16 * 512 };
  for (uint64_t round = 0; round < 4; round++) {
    changed += number;
    for (uint64_t i = 0; i < WORDS; i++)
      heap[i] = number + i * round;
    program_sleep(round * 1000);
    for (uint64_t i = 0; i < WORDS; i++)
      if (heap[i] != number + i * round)
        return 1;
  }
  return changed == 1 + 4 * number ? 0 : 2;
}
