/* The fast path of the reference kernel, which the pass inlines into every object; see
 * Docs/FastPath.md. Metadata lies at a constant distance (layout.h), and the block of arguments and
 * return values is that of the current thread's level.
 *
 * Addresses without metadata are not asked for: the kernel's own code uses none but through functions
 * in assembly. For a stray access to user memory, the kernel ends with the access's page fault.
 */
#include <kmsan_port.h>

#define FAST __attribute__((always_inline))

static inline FAST struct kmsan_metadata metadata(void *address) {
  return (struct kmsan_metadata){
      kmsan_machine_shadow((uintptr_t)address), kmsan_machine_origin((uintptr_t)address)};
}

/* The same for a multiple of four, which is its own group of four bytes. */
static inline FAST struct kmsan_metadata metadata_of_group(void *address) {
  return (struct kmsan_metadata){
      kmsan_machine_shadow((uintptr_t)address),
      (uint32_t *)((uintptr_t)address - ORIGIN_DISTANCE)};
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
  return &kmsan_current_context(kmsan_port_contexts())->state;
}
