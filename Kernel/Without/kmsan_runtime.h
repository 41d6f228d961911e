/* The runtime's interface for a kernel without KMSAN, which `kmsan-dev bench kernel` compares with: these
 * headers come before the runtime's own, and nothing that they declare leaves code behind.
 */
#ifndef KMSAN_RUNTIME_H
#define KMSAN_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

/* Tells the kernel to map no metadata. */
#define KMSAN_ABSENT 1

#define KMSAN_STATE_INITED 0x00
#define KMSAN_STATE_UNINIT 0xff
#define KMSAN_TYPE_STACK 0
#define KMSAN_TYPE_KMEM 1
#define KMSAN_TYPE_MALLOC 2
#define KMSAN_TYPE_UMA 3
#define KMSAN_RET_ADDR ((uintptr_t)__builtin_return_address(0))
#define KMSAN_DMASYNC_PREREAD 1
#define KMSAN_DMASYNC_POSTREAD 2
#define KMSAN_DMASYNC_PREWRITE 4
#define KMSAN_DMASYNC_POSTWRITE 8

struct kmsan_context_stack {};
struct kmsan_report_options {
  uint32_t panic_on_violation, reports_max, period_seconds, report_always;
};
struct bio;
union ccb;
struct mbuf;

#define KMSAN_NOTHING(name, ...) \
  static inline __attribute__((always_inline)) void name(__VA_ARGS__) {}

KMSAN_NOTHING(kmsan_start, void)
KMSAN_NOTHING(kmsan_poison_allocated, const void *address, size_t size, int type, const void *frame)
KMSAN_NOTHING(kmsan_poison_freed, const void *address, size_t size, int type, const void *frame)
KMSAN_NOTHING(
    kmsan_check_copyout, const void *address, size_t size, uintptr_t user_address,
    const char *descr, const void *frame)
KMSAN_NOTHING(kmsan_bus_space_read, const void *data, size_t width, size_t count)
KMSAN_NOTHING(kmsan_bus_space_write, const void *data, size_t width, size_t count)
KMSAN_NOTHING(
    kmsan_bus_dmamap_sync, const void *addr, size_t size, unsigned operations, const void *frame)
KMSAN_NOTHING(kmsan_mark, const void *addr, size_t size, uint8_t code)
KMSAN_NOTHING(kmsan_orig, const void *addr, size_t size, int type, uintptr_t pc)
KMSAN_NOTHING(kmsan_check, const void *addr, size_t size, const char *descr)
KMSAN_NOTHING(kmsan_check_bio, const struct bio *bio, const char *descr)
KMSAN_NOTHING(kmsan_check_ccb, const union ccb *ccb, const char *descr)
KMSAN_NOTHING(kmsan_check_mbuf, const struct mbuf *mbuf, const char *descr)
KMSAN_NOTHING(kmsan_intr_enter, void)
KMSAN_NOTHING(kmsan_intr_enter_frame, const void *frame, size_t size)
KMSAN_NOTHING(kmsan_intr_leave, void)
KMSAN_NOTHING(kmsan_poison_memory, const void *address, size_t size, uint32_t flags)
KMSAN_NOTHING(kmsan_unpoison_memory, const void *address, size_t size)
KMSAN_NOTHING(kmsan_check_memory, const void *address, size_t size)
KMSAN_NOTHING(kmsan_disable_current, void)
KMSAN_NOTHING(kmsan_enable_current, void)

static inline struct kmsan_report_options *kmsan_get_report_options(void) { return NULL; }
static inline uint64_t kmsan_report_count(void) { return 0; }
static inline uint64_t kmsan_suppressed_count(void) { return 0; }
static inline const void *kmsan_frame(void) { return NULL; }

/* These do what their names say in every kernel. */
static inline void *__msan_memset(void *to, int byte, uint64_t size) {
  return __builtin_memset(to, byte, size);
}
static inline void *__msan_memcpy(void *to, const void *from, uint64_t size) {
  return __builtin_memcpy(to, from, size);
}
static inline void *__msan_memmove(void *to, const void *from, uint64_t size) {
  return __builtin_memmove(to, from, size);
}
static inline void kmsan_set_bytes(void *to, int byte, size_t size) {
  __builtin_memset(to, byte, size);
}
static inline void kmsan_move_bytes(void *to, const void *from, size_t size) {
  __builtin_memmove(to, from, size);
}

#endif
