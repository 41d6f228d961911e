/* What every file of a boundary program sees. The cases themselves are generated; `kmsan-dev boundaries`
 * writes them behind this. */
#ifndef BOUNDARY_H
#define BOUNDARY_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/kmsan-checks.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef unsigned __int128 u128;
typedef u32 vector_2_u32 __attribute__((vector_size(8)));
typedef u32 vector_4_u32 __attribute__((vector_size(16)));
#ifdef __clang__
typedef unsigned _BitInt(37) bits37;
typedef unsigned _BitInt(100) bits100;
#endif

#define NOINLINE __attribute__((noinline))
#define NO_VECTORS __attribute__((target("no-sse")))
#define MS_ABI __attribute__((ms_abi))
#define ms_va_list __builtin_ms_va_list
#define ms_va_start __builtin_ms_va_start
#define ms_va_copy __builtin_ms_va_copy
#define ms_va_end __builtin_ms_va_end
#define ms_va_arg __builtin_va_arg
/* Keeps a call from becoming a jump or a loop. */
#define BARRIER __asm__ volatile("" ::: "memory")
/* Every bit of the value decides about the result, and is used once. */
#define FOLD(folded, value) (((folded) << 1 | (folded) >> 63) ^ (u64)(value))

#ifdef __clang__
#define NOINSTR __attribute__((disable_sanitizer_instrumentation))
#define MUST_TAIL __attribute__((musttail))
/* As instrumentation_begin() and instrumentation_end() leave them in Linux 6.12 with
 * CONFIG_NOINSTR_VALIDATION=y, include/linux/instrumentation.h. */
#define REGION_MARKER(name)                                                           \
  __asm__ volatile("1: nop\n\t.pushsection .discard.instr_" name "\n\t.long 1b - .\n" \
                   "\t.popsection" ::                                                 \
                       : "memory")
#ifdef REGION_HEADER
#include <kmsan_region.h>
#define REGION_BEGIN __kmsan_region_begin()
#define REGION_END __kmsan_region_end()
#else
#define REGION_BEGIN REGION_MARKER("begin")
#define REGION_END REGION_MARKER("end")
#endif
#else
#define MUST_TAIL
#endif

/* Values that were not what they must be; counted whoever sees it. */
extern volatile u64 wrong_results;
/* Not 0; the compiler does not know. */
extern volatile int always;

/* What happens in between. All end with every slot of the block uninitialized, each where it belongs:
 * in this task, at the level of an interrupt, in another task. */
void event_call(void);
void event_interrupt(void);
void event_nested_interrupt(void);
void event_context_switch(void);
void event_nested_region(void);
void stock_event_call(void);

/* Types that fill the areas of the block. */
struct all_words { u64 v[99]; };
struct stack_words { u64 v[70]; };
struct word_pair { u64 a, b; };
/* Memory that was never initialized, of any of these types. */
extern struct all_words uninitialized;

#define BOUNDARY_SINKS(prefix)                                 \
  void prefix##sink_memory(struct all_words words);            \
  void prefix##sink_variadic(int count, ...);                  \
  u64 prefix##scalar_result(const struct all_words *from);     \
  struct word_pair prefix##pair_result(const struct all_words *from); \
  struct all_words prefix##memory_result(const struct all_words *from);

BOUNDARY_SINKS()
BOUNDARY_SINKS(stock_)
BOUNDARY_SINKS(plain_)

/* One case. */
struct boundary_case {
  u64 number;
  /* Says what is uninitialized. */
  void (*prepare)(void);
  void (*caller)(void);
};
extern const struct boundary_case boundary_cases[];
extern const u32 boundary_case_count;

#endif
