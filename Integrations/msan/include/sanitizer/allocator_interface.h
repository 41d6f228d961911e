/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What tests of MemorySanitizer ask of its allocator, over our runtime. Source of names and meanings:
 * compiler-rt 22, include/sanitizer/allocator_interface.h.
 */
#ifndef KMSAN_ALLOCATOR_INTERFACE_H
#define KMSAN_ALLOCATOR_INTERFACE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whether the program allocated a block that starts here and did not free it. */
int __sanitizer_get_ownership(const volatile void *memory);
/* The size that this block was asked for; 0 when there is none. */
size_t __sanitizer_get_allocated_size(const volatile void *memory);
/* The size of the block that a request gets: the same, as every block's size is exact. */
size_t __sanitizer_get_estimated_allocated_size(size_t size);
/* The sizes of all blocks that the program allocated and did not free. */
size_t __sanitizer_get_current_allocated_bytes(void);

#ifdef __cplusplus
}
#endif
#endif
