/* A program that is interrupted: what it computes and what its calls return stays right. */
#include "programs.h"
#include "user_program.h"

static uint64_t compute(uint64_t value, uint32_t rounds) {
  uint64_t a = value, b = ~value, c = value * 3, d = value ^ 0x5555;
  for (uint32_t i = 0; i < rounds; i++) {
    a = a * 0x100000001b3 + b;
    b ^= a >> 7;
    c += b * 5;
    d = (d << 3 | d >> 61) + c;
  }
  return a ^ b ^ c ^ d;
}

int64_t program_soak(uint64_t number) {
  const uint64_t expected = compute(number, 20);
  for (uint64_t i = 0;; i++) {
    if (compute(number, 20) != expected)
      return 1;
    int64_t result = system_call(number, i, 2 * i, 5);
    if (result == -1)
      return 0;
    if (result != (int64_t)(3 * i + 5))
      return 2;
  }
}
