// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// System calls and output for a program that is linked with nothing: x86-64 Linux.

#ifndef KMSAN_SYSTEM_H
#define KMSAN_SYSTEM_H

#include <stddef.h>
#include <stdint.h>

enum {
  SYS_read = 0,
  SYS_write = 1,
  SYS_open = 2,
  SYS_close = 3,
  SYS_stat = 4,
  SYS_lseek = 8,
  SYS_mmap = 9,
  SYS_munmap = 11,
  SYS_ioctl = 16,
  SYS_pipe = 22,
  SYS_socket = 41,
  SYS_connect = 42,
  SYS_accept = 43,
  SYS_bind = 49,
  SYS_listen = 50,
  SYS_socketpair = 53,
  SYS_fork = 57,
  SYS_exit = 60,
  SYS_wait4 = 61,
  SYS_mkdir = 83,
  SYS_getppid = 110,
  SYS_mount = 165,
  SYS_reboot = 169,
};

static inline long call6(long number, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

#define CALL_PICK(_1, _2, _3, _4, _5, _6, _7, name, ...) name
#define call(...) \
  CALL_PICK(__VA_ARGS__, CALL7, CALL6, CALL5, CALL4, CALL3, CALL2, CALL1)(__VA_ARGS__)
#define CALL1(n) call6(n, 0, 0, 0, 0, 0, 0)
#define CALL2(n, a) call6(n, (long)(a), 0, 0, 0, 0, 0)
#define CALL3(n, a, b) call6(n, (long)(a), (long)(b), 0, 0, 0, 0)
#define CALL4(n, a, b, c) call6(n, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define CALL5(n, a, b, c, d) call6(n, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define CALL6(n, a, b, c, d, e) call6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)
#define CALL7(n, a, b, c, d, e, f) \
  call6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

// The compiler may call these for what it makes of loops and initializers.
__attribute__((used)) void *memset(void *target, int value, size_t count) {
  void *cursor = target;
  __asm__ volatile("rep stosb" : "+D"(cursor), "+c"(count) : "a"(value) : "memory");
  return target;
}

__attribute__((used)) void *memcpy(void *target, const void *source, size_t count) {
  void *cursor = target;
  __asm__ volatile("rep movsb" : "+D"(cursor), "+S"(source), "+c"(count) : : "memory");
  return target;
}

static inline int is_same(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}

// The processor's time stamp counter. With QEMU's -icount shift=0 it counts guest instructions.
static inline uint64_t time_stamp(void) {
  uint32_t low, high;
  __asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
  return (uint64_t)high << 32 | low;
}

// One line of output, written in one piece so that the kernel's lines do not cut it.
struct line {
  size_t length;
  char text[256];
};

static inline void add_text(struct line *line, const char *text) {
  while (*text && line->length < sizeof(line->text) - 1) line->text[line->length++] = *text++;
}

static inline void add_number(struct line *line, uint64_t number) {
  char digits[24];
  size_t first = sizeof(digits);
  digits[--first] = 0;
  do digits[--first] = '0' + number % 10;
  while (number /= 10);
  add_text(line, digits + first);
}

static inline void print_line(struct line *line) {
  line->text[line->length++] = '\n';
  call(SYS_write, 1, line->text, line->length);
  line->length = 0;
}

#endif
