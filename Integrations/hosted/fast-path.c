/* The fast path for the hosted runtime, which the pass inlines into every object; see
 * Docs/FastPath.md. Metadata lies at a constant distance (kmsan_machine_hosted.h), and the block of
 * arguments and return values is the thread's own.
 *
 * An address without metadata, which only the memory of a user process has here, is not asked for: the
 * access to its shadow faults, as a kernel's own access to such memory does.
 */
#include "hosted.h"
#include "kmsan_port.h"

#define FAST __attribute__((always_inline))

static inline FAST struct kmsan_metadata metadata(void *address) {
  return (struct kmsan_metadata){
      kmsan_machine_shadow((uintptr_t)address), kmsan_machine_origin((uintptr_t)address)};
}

/* The same for a multiple of four, which is its own group of four bytes. */
static inline FAST struct kmsan_metadata metadata_of_group(void *address) {
  return (struct kmsan_metadata){
      kmsan_machine_shadow((uintptr_t)address),
      (uint32_t *)((uintptr_t)address - KMSAN_HOSTED_ORIGIN_DISTANCE)};
}

FAST struct kmsan_metadata kmsan_fast_metadata_ptr_for_load_1(void *address) {
  return metadata(address);
}

FAST struct kmsan_metadata kmsan_fast_metadata_ptr_for_store_1(void *address) {
  return metadata(address);
}

FAST struct kmsan_metadata kmsan_fast_metadata_ptr_for_load_4(void *address) {
  return metadata_of_group(address);
}

FAST struct kmsan_metadata kmsan_fast_metadata_ptr_for_store_4(void *address) {
  return metadata_of_group(address);
}

FAST struct kmsan_metadata kmsan_fast_metadata_ptr_for_load_n(void *address, uint64_t size) {
  (void)size;
  return metadata(address);
}

FAST struct kmsan_metadata kmsan_fast_metadata_ptr_for_store_n(void *address, uint64_t size) {
  (void)size;
  return metadata(address);
}

FAST struct kmsan_context_state *kmsan_fast_get_context_state(void) {
  return &kmsan_current_context(&hosted_context_stack)->state;
}
