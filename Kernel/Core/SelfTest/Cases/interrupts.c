/* Interrupts, exceptions and NMI on top of calls that pass structures: arguments stay apart. */
#include <kmsan_kernel.h>

#include "kernel_case.h"

static volatile uint32_t handled;
static volatile uint64_t sink;
static struct case_record *uninitialized;

CASE_FUNCTION uint64_t sum(struct case_pair pair, struct case_record record) {
  return pair.first + pair.second + record.words[0] + record.words[5];
}

CASE_FUNCTION struct case_pair pair_of(uint32_t first, struct case_pair other) {
  return (struct case_pair){first, other.second};
}

/* Passes what nobody wrote, and uses none of it. */
static void pass_uninitialized(struct trap_frame *frame, void *argument) {
  struct case_pair *pair = (struct case_pair *)uninitialized;
  sink = sum(*pair, *uninitialized) + pair_of(1, *pair).second;
  handled++;
}

static void prepare(uint8_t vector) {
  uninitialized = kmalloc(sizeof(*uninitialized), GFP_KERNEL);
  handled = 0;
  vector_register(vector, pass_uninitialized, NULL);
}

static void breakpoint_within_calls(void) {
  prepare(VECTOR_BREAKPOINT);
  struct case_pair pair = {1, 2};
  struct case_record record = {{1, 2, 3, 4, 5, 6}};
  for (int i = 0; i < 10; i++) {
    struct case_pair other = pair_of(3, pair);
    __asm__ volatile("int3");
    case_use(sum(other, record));
  }
  CASE_EXPECT(handled == 10);
  kfree(uninitialized);
}
KERNEL_CASE(breakpoint_within_calls, 0);

static void nmi_within_calls(void) {
  prepare(VECTOR_NMI);
  struct case_pair pair = {1, 2};
  struct case_record record = {{1, 2, 3, 4, 5, 6}};
  for (uint32_t i = 0; i < 200; i++) {
    /* Comes at some instruction of what follows. */
    processor_send_nmi(current_processor());
    for (int j = 0; j < 20; j++)
      case_use(sum(pair_of(3, pair), record));
  }
  CASE_EXPECT(handled > 0);
  kfree(uninitialized);
}
KERNEL_CASE(nmi_within_calls, 0);

/* An exception in an NMI in a timer's time: levels nest. */
static void nested(struct trap_frame *frame, void *argument) {
  pass_uninitialized(frame, argument);
  __asm__ volatile("int3");
  pass_uninitialized(frame, argument);
}

static void nested_levels(void) {
  prepare(VECTOR_BREAKPOINT);
  vector_register(VECTOR_NMI, nested, NULL);
  struct case_pair pair = {1, 2};
  struct case_record record = {{1, 2, 3, 4, 5, 6}};
  for (uint32_t i = 0; i < 200; i++) {
    processor_send_nmi(current_processor());
    case_use(sum(pair_of(3, pair), record));
  }
  CASE_EXPECT(handled >= 3);
  kfree(uninitialized);
}
KERNEL_CASE(nested_levels, 0);

/* A handler's own mistake is found. */
static void use_uninitialized(struct trap_frame *frame, void *argument) {
  if (uninitialized->words[3] != 0)
    case_use(1);
}

static void mistake_in_a_handler(void) {
  prepare(VECTOR_BREAKPOINT);
  vector_register(VECTOR_BREAKPOINT, use_uninitialized, NULL);
  __asm__ volatile("int3");
  kfree(uninitialized);
}
KERNEL_CASE(mistake_in_a_handler, 1);
