/* malloc(9) for kernel-style programs that run in a process. New memory is uninitialized, with the
 * call as its origin; freed memory is again, and a use of it is a use-after-free.
 *
 * malloc and free become macros with the kernel's arguments: a source that includes this file cannot
 * call those of the C library.
 *
 * Source: FreeBSD 14, malloc(9) and sys/sys/malloc.h.
 */
#ifndef KMSAN_SYS_MALLOC_H
#define KMSAN_SYS_MALLOC_H

#include <stddef.h>
#include <stdlib.h>

#include <sys/msan.h>

#define M_NOWAIT 0x0001 /* NULL when there is no memory */
#define M_WAITOK 0x0002 /* never NULL: the program ends when there is no memory */
#define M_ZERO 0x0100   /* zeroed and initialized */

/* What memory is for. */
struct malloc_type {
  const char *ks_shortdesc;
};
#define MALLOC_DECLARE(type) extern struct malloc_type type[1]
#define MALLOC_DEFINE(type, name, purpose) struct malloc_type type[1] = {{name}}

#ifdef __cplusplus
extern "C" {
#endif

MALLOC_DECLARE(M_TEMP);
MALLOC_DECLARE(M_DEVBUF);

void *kernel_malloc(size_t size, struct malloc_type *type, int flags);
void kernel_free(void *memory, struct malloc_type *type);

#ifdef __cplusplus
}
#endif

#define malloc(size, type, flags) kernel_malloc(size, type, flags)
#define free(memory, type) kernel_free(memory, type)

#endif
