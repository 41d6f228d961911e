/* Programs that are measured. */
#include "machine.h"
#include "programs.h"
#include "user_program.h"

int64_t program_nothing(uint64_t count) {
  uint64_t start = time_stamp();
  for (uint64_t i = 0; i < count; i++)
    system_call(SYSTEM_CALL_NOTHING, i, 0, 0);
  return (int64_t)(time_stamp() - start);
}

int64_t program_copies(uint64_t count) {
  struct program_status status;
  struct program_label label = {1, 0, 0};
  uint64_t start = time_stamp();
  for (uint64_t i = 0; i < count; i++) {
    system_call(SYSTEM_CALL_STATUS, (uint64_t)&status, 0, 0);
    system_call(SYSTEM_CALL_LABEL, (uint64_t)&label, 0, 0);
  }
  return (int64_t)(time_stamp() - start);
}

int64_t program_pages(uint64_t count) {
  uint64_t start = time_stamp();
  for (uint64_t i = 0; i < count; i++)
    *(volatile uint8_t *)(USER_HEAP_START + 4096 * i) = 1;
  return (int64_t)(time_stamp() - start);
}
