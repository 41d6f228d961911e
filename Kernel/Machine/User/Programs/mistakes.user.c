/* Programs that go wrong. */
#include "programs.h"
#include "user_program.h"

enum { EFAULT = 14 };

int64_t program_bad_pointers(uint64_t number) {
  static const uint64_t addresses[] = {
      0,
      8,
      USER_HEAP_END,
      USER_STACK_START - 16,
      0x7ffffffffff8,
      0x7fffffffffff,
      0x800000000000,
      0x8000000000000000,
      0xfffffa0000000000,
      0xffffffff80100000,
      0xfffffffffffffff8,
  };
  for (uint64_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
    uint64_t address = addresses[i];
    struct program_label label = {1, address, 16};
    if (system_call(number, address, 0, 0) != -EFAULT)
      return (int64_t)(1 + i);
    if (system_call(SYSTEM_CALL_WRITE, address, 16, 0) != -EFAULT)
      return (int64_t)(100 + i);
    if (system_call(SYSTEM_CALL_STATUS, address, 0, 0) != -EFAULT)
      return (int64_t)(200 + i);
    if (system_call(SYSTEM_CALL_LABEL, address, 0, 0) != -EFAULT)
      return (int64_t)(300 + i);
    if (address && system_call(SYSTEM_CALL_LABEL, (uint64_t)&label, 0, 0) != -EFAULT)
      return (int64_t)(400 + i);
  }
  return system_call(SYSTEM_CALL_WRITE, USER_HEAP_START, ~0ul, 0) < 0 ? 0 : 500;
}

static uint64_t data = 1;

static uint64_t recurse(volatile uint64_t *last) {
  volatile uint64_t words[64];
  words[0] = *last + 1;
  return words[0] ? recurse(words) + words[0] : 0;
}

static void write_to(uint64_t address) { *(volatile uint64_t *)address = 1; }
static void run_at(uint64_t address) { ((void (*)(void))address)(); }

int64_t program_mistake(uint64_t number) {
  uint32_t zero = 0;
  switch (number) {
  case 0: write_to(8); break;
  case 1: write_to(0xfffffa0000000000); break;
  case 2: write_to((uint64_t)program_mistake); break;
  case 3: run_at((uint64_t)&data); break;
  case 4: run_at(0xffffffff80100000); break;
  case 5: __asm__ volatile("ud2"); break;
  case 6: __asm__ volatile("cli"); break;
  case 7: __asm__ volatile("xorl %%edx, %%edx; divl %0" : : "r"(zero) : "eax", "edx"); break;
  case 8: return (int64_t)recurse(&data);
  case 9: __asm__ volatile("int3"); break;
  case 10: write_to(0x8000000000000000); break;
  }
  return 0;
}
