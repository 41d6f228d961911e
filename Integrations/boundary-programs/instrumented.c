/* Calls that leave every slot of the block uninitialized. Compiled by the pass on trial, and with
 * -DNAME(x)=stock_##x by clang's own. */
#include "boundary.h"

#ifndef NAME
#define NAME(name) name
#endif

NOINLINE void NAME(sink_memory)(struct all_words words) {
  __asm__ volatile("" ::"r"(&words) : "memory");
}

NOINLINE void NAME(sink_variadic)(int count, ...) { __asm__ volatile("" ::"r"(count)); }

NOINLINE u64 NAME(scalar_result)(const struct all_words *from) { return from->v[0]; }

NOINLINE struct word_pair NAME(pair_result)(const struct all_words *from) {
  return *(const struct word_pair *)from;
}

NOINLINE struct all_words NAME(memory_result)(const struct all_words *from) { return *from; }

/* What lies below the caller's frame afterwards was a local variable of another function. */
static NOINLINE void fill_stack(void) {
  u8 locals[4000];
  kmsan_poison_memory(locals, sizeof(locals), 0);
  __asm__ volatile("" ::"r"(locals) : "memory");
}

#define FILL_BLOCK(prefix)                                                            \
  do {                                                                                \
    prefix##sink_variadic(1, *pair, *pair, *pair, *(const struct stack_words *)from); \
    prefix##sink_memory(*from);                                                       \
    prefix##memory_result(from);                                                      \
    prefix##scalar_result(from);                                                      \
    prefix##pair_result(from);                                                        \
  } while (0)

NOINLINE void NAME(event_call)(void) {
  const struct all_words *from = &uninitialized;
  const struct word_pair *pair = (const struct word_pair *)from;
  fill_stack();
  FILL_BLOCK(plain_);
  FILL_BLOCK(stock_);
  FILL_BLOCK();
}

#ifdef SUBJECT
/* A function that enters regions, as an exception's entry does. */
NOINSTR NOINLINE void event_nested_region(void) {
  struct word_pair local = {1, 2};
  REGION_BEGIN;
  sink_memory(uninitialized);
  REGION_END;
  if (always) {
    REGION_BEGIN;
    sink_variadic((int)local.a, local, local, local, local);
    event_call();
    REGION_END;
  }
}
#endif
