/* Fills in what the code of trampoline.S needs to know. */
#include "kernel.h"

extern char trampoline_start[], trampoline_end[], trampoline_long[];
extern char trampoline_segments[], trampoline_segments_base[], trampoline_values[];

struct trampoline_values {
  uint32_t page_tables;
  uint32_t code_offset;
  uint16_t code_segment;
  uint16_t unused[3];
  const struct processor *processor;
  uintptr_t stack_end;
};

void trampoline_prepare(
    void *page, uint32_t physical, uint32_t page_tables, const struct processor *processor,
    uintptr_t stack_end) {
  __builtin_memcpy(page, trampoline_start, (size_t)(trampoline_end - trampoline_start));
  char *copy = page;
  *(uint32_t *)(copy + (trampoline_segments_base - trampoline_start)) =
      physical + (uint32_t)(trampoline_segments - trampoline_start);
  struct trampoline_values *values =
      (struct trampoline_values *)(copy + (trampoline_values - trampoline_start));
  values->page_tables = page_tables;
  values->code_offset = physical + (uint32_t)(trampoline_long - trampoline_start);
  values->processor = processor;
  values->stack_end = stack_end;
}
