/* The functions on memory that the runtime, both modules and the compiler call: not instrumented,
 * so that their callers decide about metadata.
 */
#include <stddef.h>
#include <stdint.h>

void *memset(void *to, int byte, size_t size) {
  uint8_t *place = to;
  size_t words = size / 8, rest = size % 8;
  uint64_t pattern = (uint8_t)byte * 0x0101010101010101ul;
  __asm__ volatile("rep stosq" : "+D"(place), "+c"(words) : "a"(pattern) : "memory");
  __asm__ volatile("rep stosb" : "+D"(place), "+c"(rest) : "a"(pattern) : "memory");
  return to;
}

void *memmove(void *to, const void *from, size_t size) {
  uint8_t *place = to;
  const uint8_t *source = from;
  if ((uintptr_t)to - (uintptr_t)from >= size) {
    size_t words = size / 8, rest = size % 8;
    __asm__ volatile("rep movsq" : "+D"(place), "+S"(source), "+c"(words) : : "memory");
    __asm__ volatile("rep movsb" : "+D"(place), "+S"(source), "+c"(rest) : : "memory");
  } else {
    place += size - 1;
    source += size - 1;
    __asm__ volatile(
        "std; rep movsb; cld" : "+D"(place), "+S"(source), "+c"(size) : : "memory");
  }
  return to;
}

void *memcpy(void *to, const void *from, size_t size) __attribute__((alias("memmove")));

int memcmp(const void *first, const void *second, size_t size) {
  const uint8_t *a = first, *b = second;
  for (size_t i = 0; i < size; i++)
    if (a[i] != b[i])
      return a[i] < b[i] ? -1 : 1;
  return 0;
}
