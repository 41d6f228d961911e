/* The fast path of a port whose metadata lies at constant distances from memory: a source that
 * defines KMSAN_ORIGIN_DISTANCE, how far below memory its origins lie, and includes this, compiled to
 * bitcode, is what the pass inlines into every object (Docs/FastPath.md). kmsan_machine.h and
 * kmsan_port_contexts() are the port's own; the latter is best an inline function.
 *
 * Addresses without metadata are not asked for: the access to their shadow faults.
 */
#ifndef KMSAN_LINEAR_FAST_PATH_H
#define KMSAN_LINEAR_FAST_PATH_H

#include "kmsan_port.h"

#define KMSAN_FAST __attribute__((always_inline))

static inline KMSAN_FAST struct kmsan_metadata kmsan_linear_metadata(void *address) {
  return (struct kmsan_metadata){
      kmsan_machine_shadow((uintptr_t)address), kmsan_machine_origin((uintptr_t)address)};
}

/* The same for a multiple of four, which is its own group of four bytes. */
static inline KMSAN_FAST struct kmsan_metadata kmsan_linear_metadata_of_group(void *address) {
  return (struct kmsan_metadata){
      kmsan_machine_shadow((uintptr_t)address),
      (uint32_t *)((uintptr_t)address - KMSAN_ORIGIN_DISTANCE)};
}

KMSAN_FAST struct kmsan_metadata kmsan_fast_metadata_ptr_for_load_1(void *address) {
  return kmsan_linear_metadata(address);
}

KMSAN_FAST struct kmsan_metadata kmsan_fast_metadata_ptr_for_store_1(void *address) {
  return kmsan_linear_metadata(address);
}

KMSAN_FAST struct kmsan_metadata kmsan_fast_metadata_ptr_for_load_4(void *address) {
  return kmsan_linear_metadata_of_group(address);
}

KMSAN_FAST struct kmsan_metadata kmsan_fast_metadata_ptr_for_store_4(void *address) {
  return kmsan_linear_metadata_of_group(address);
}

KMSAN_FAST struct kmsan_metadata kmsan_fast_metadata_ptr_for_load_n(void *address, uint64_t size) {
  (void)size;
  return kmsan_linear_metadata(address);
}

KMSAN_FAST struct kmsan_metadata kmsan_fast_metadata_ptr_for_store_n(void *address, uint64_t size) {
  (void)size;
  return kmsan_linear_metadata(address);
}

KMSAN_FAST struct kmsan_context_state *kmsan_fast_get_context_state(void) {
  return &kmsan_current_context(kmsan_port_contexts())->state;
}

#endif
