/* The C face of the runtime: the hooks that instrumented code calls, and what the kernel's own
 * allocators and its start call. Drivers and other code use sys/msan.h or linux/kmsan-checks.h.
 * Sources/Runtime implements all of them in Embedded Swift; the compiler checks them against these
 * files.
 *
 * Source of the hooks: the declarations that clang 22 emits for -fsanitize=kernel-memory on x86-64,
 * and Linux 6.12, mm/kmsan/instrumentation.c.
 */
#ifndef KMSAN_RUNTIME_H
#define KMSAN_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

/* The version of what ports and the runtime share: the structures of this file and of kmsan_port.h.
 * Instrumented code needs none, as its ABI is that of LLVM. */
#define KMSAN_ABI 2
#define KMSAN_STRING_(text) #text
#define KMSAN_STRING(text) KMSAN_STRING_(text)

#ifdef __cplusplus
extern "C" {
#endif

/* Where the metadata of an access lies; travels in two registers. */
struct kmsan_metadata {
  void *shadow;
  uint32_t *origin;
};

/* Shadow and origins of arguments and return values; Linux 6.12, include/linux/kmsan_types.h. */
struct kmsan_context_state {
  char param_tls[800];
  char retval_tls[800];
  char va_arg_tls[800];
  char va_arg_origin_tls[800];
  uint64_t va_arg_overflow_size_tls;
  char param_origin_tls[800];
  uint32_t retval_origin_tls;
};

/* The compiler knows the offsets: a target with another layout needs another runtime. */
#ifdef __cplusplus
#define KMSAN_ASSERT(condition, text) static_assert(condition, text)
#else
#define KMSAN_ASSERT(condition, text) _Static_assert(condition, text)
#endif
KMSAN_ASSERT(sizeof(struct kmsan_context_state) == 4016, "the context state has another size");
KMSAN_ASSERT(
    offsetof(struct kmsan_context_state, param_origin_tls) == 3208 &&
        offsetof(struct kmsan_context_state, retval_origin_tls) == 4008,
    "the context state has another layout");
KMSAN_ASSERT(sizeof(void *) == 8, "metadata travels in two registers of 8 bytes");

/* One nesting level of one task. */
struct kmsan_context {
  struct kmsan_context_state state;
  /* Not 0 while the runtime runs at this level: hooks then neither report nor record. */
  uint32_t in_runtime;
};

/* Nesting levels of a task that have a block of their own: the task itself, and the interrupts and
 * exceptions on top of it. */
#define KMSAN_LEVELS_MAX 8

/* What a port keeps for each task; all zero at first. Only the runtime looks inside, and a fast
 * path, for the block of the current level. */
struct kmsan_context_stack {
  /* Bytes from the first block to that of the current level. */
  size_t offset;
  /* Levels entered and not left. */
  uint32_t level;
  /* Calls of kmsan_disable_current() not taken back: nothing is reported meanwhile. */
  uint32_t muted;
  /* A block for each level; the last one is for all levels that have none. */
  struct kmsan_context contexts[KMSAN_LEVELS_MAX + 1];
};

/* Hooks: the compiler calls them. */
struct kmsan_metadata __msan_metadata_ptr_for_load_1(void *address);
struct kmsan_metadata __msan_metadata_ptr_for_load_2(void *address);
struct kmsan_metadata __msan_metadata_ptr_for_load_4(void *address);
struct kmsan_metadata __msan_metadata_ptr_for_load_8(void *address);
struct kmsan_metadata __msan_metadata_ptr_for_load_n(void *address, uint64_t size);
struct kmsan_metadata __msan_metadata_ptr_for_store_1(void *address);
struct kmsan_metadata __msan_metadata_ptr_for_store_2(void *address);
struct kmsan_metadata __msan_metadata_ptr_for_store_4(void *address);
struct kmsan_metadata __msan_metadata_ptr_for_store_8(void *address);
struct kmsan_metadata __msan_metadata_ptr_for_store_n(void *address, uint64_t size);
void *__msan_memcpy(void *to, const void *from, uint64_t size);
void *__msan_memmove(void *to, const void *from, uint64_t size);
void *__msan_memset(void *to, int byte, uint64_t size);
uint32_t __msan_chain_origin(uint32_t origin);
void __msan_poison_alloca(void *address, uint64_t size, const char *description);
void __msan_unpoison_alloca(void *address, uint64_t size);
void __msan_warning(uint32_t origin);
/* The same for a value of which `shadow` says the uninitialized bits, of `width`; not in Linux. */
void __msan_warning_of_bits(uint32_t origin, uint64_t shadow, uint32_t width);
struct kmsan_context_state *__msan_get_context_state(void);
void __msan_instrument_asm_store(void *address, uint64_t size);

/* For allocators: marks memory uninitialized that now belongs to the caller of the function whose
 * frame is given. `type` is a KMSAN_TYPE of sys/msan.h; with another number the type is unknown. */
void kmsan_poison_allocated(const void *address, size_t size, int type, const void *frame);
/* The same for memory that was freed: a use is reported as use-after-free. */
void kmsan_poison_freed(const void *address, size_t size, int type, const void *frame);

/* For copyout() and the like, before memory is copied to user space: reports a "kernel-infoleak" by
 * the caller of the function whose frame is given, if any byte is uninitialized. `descr` is as in
 * kmsan_check(). What comes from user space is marked initialized by kmsan_mark(). */
void kmsan_check_copyout(
    const void *address, size_t size, uintptr_t user_address, const char *descr,
    const void *frame);

/* What a device wrote into memory through its registers, and before it is given memory that way:
 * `count` words of `width` bytes. The first marks them initialized, the second reports if any byte is
 * uninitialized. Drivers call neither: kmsan_bus_space.h does. */
void kmsan_bus_space_read(const void *data, size_t width, size_t count);
void kmsan_bus_space_write(const void *data, size_t width, size_t count);

/* For bus_dmamap_sync(), which knows what memory a map holds: operations as in bus_dma(9), of which
 * several may be combined. Before a device reads the memory (PREWRITE), reports if any byte is
 * uninitialized, unless PREREAD says that it may also write there; after it wrote (POSTREAD), all of
 * the memory is initialized. The report is made for the caller of the function with this frame. */
#define KMSAN_DMASYNC_PREREAD 1
#define KMSAN_DMASYNC_POSTREAD 2
#define KMSAN_DMASYNC_PREWRITE 4
#define KMSAN_DMASYNC_POSTWRITE 8
void kmsan_bus_dmamap_sync(
    const void *addr, size_t size, unsigned operations, const void *frame);

/* Checks the port and prepares the runtime. The port calls it once, when metadata and depot are there,
 * on a stack that has metadata. It prints every mistake that it finds in the port, and then calls
 * kmsan_port_panic(). Before that, hooks work and origins are unknown. In objects, its name carries
 * KMSAN_ABI: a port and a runtime of different versions do not link. */
void kmsan_start(void) __asm__("kmsan_start_abi_" KMSAN_STRING(KMSAN_ABI));

/* How reports are made. A port may offer them as FreeBSD's debug.kmsan or Linux's kmsan.panic. */
struct kmsan_report_options {
  /* Not 0: kmsan_port_panic() is called after a report. */
  uint32_t panic_on_violation;
  /* Reports in a period, of this many seconds; those beyond are counted, and printed when their
   * place comes up again in a later period. With 0 seconds the period never ends; with 0 reports
   * there is no limit. */
  uint32_t reports_max;
  uint32_t period_seconds;
  /* Not 0: a place is reported every time; else once. */
  uint32_t report_always;
};

/* The options in use; all 0 at first. They may be changed at any time. */
struct kmsan_report_options *kmsan_get_report_options(void);
/* Number of reports printed since the start. */
uint64_t kmsan_report_count(void);
/* Number of reports that the limit kept from being printed. */
uint64_t kmsan_suppressed_count(void);

/* The origin that a value had before it was stored and got this one; 0 when this origin is the first
 * of its history, or unknown. */
uint32_t kmsan_previous_origin(uint32_t origin);

/* What a port with map-on-demand does with the pages of its maps. */
struct kmsan_metadata_pages {
  /* Bytes of a page, a power of two. The distances of the maps are multiples of it. */
  size_t page_size;
  /* The first run of pages that have memory, in `*size` bytes of a map; `*size` becomes the run's. NULL
   * when there is none. A run may be cut short. */
  const void *(*find_backed)(const void *start, size_t *size);
  /* From now on whoever writes to these pages waits; reading goes on. The caller writes to none and
   * is not interrupted by what does. */
  void (*freeze)(void *start, size_t size);
  /* Gives back the memory of pages, frozen or never read again; they read as zero. */
  void (*release)(void *start, size_t size);
  /* Lets the writers go on. */
  void (*thaw)(void *start, size_t size);
};

/* For ports with map-on-demand: gives back the memory of shadow and origins of those whole pages in
 * the range that are initialized; returns how many bytes that were. Safe beside code that uses the
 * memory; two calls at a time must be for different ranges. An origin whose shadow is stored
 * meanwhile by a copy may become unknown. */
size_t kmsan_reclaim(
    const void *start, size_t size, const struct kmsan_metadata_pages *pages);

#ifdef __cplusplus
}
#endif
#endif
