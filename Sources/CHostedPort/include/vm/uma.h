/* uma(9) for kernel-style programs that run in a process: zones of items of one size. New items are
 * uninitialized, with the call as their origin and the type UMA; freed items are again, and a use of one
 * is a use-after-free.
 *
 * A zone with an `init` function is type-stable: what an item holds when it is freed, the next owner
 * finds there. Its items are initialized once, by that function, and left alone afterwards.
 *
 * Source: FreeBSD 14, uma(9) and sys/vm/uma_core.c.
 */
#ifndef KMSAN_VM_UMA_H
#define KMSAN_VM_UMA_H

#include <stddef.h>
#include <stdint.h>

#include <sys/malloc.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct uma_zone *uma_zone_t;
/* Prepare an item at each allocation, and once when its memory is new. Return 0, or an error: then
 * there is no item. */
typedef int (*uma_ctor)(void *item, int size, void *argument, int flags);
typedef int (*uma_init)(void *item, int size, int flags);
/* The opposites. */
typedef void (*uma_dtor)(void *item, int size, void *argument);
typedef void (*uma_fini)(void *item, int size);

#define UMA_ALIGN_PTR (sizeof(void *) - 1)
/* Pages never go back; here, those of no zone do. */
#define UMA_ZONE_NOFREE 0x0010

/* Makes a zone; each function may be NULL. The name must live as long as the zone. NULL when there is no
 * memory. `align` is a mask of at most 15. */
uma_zone_t uma_zcreate(
    const char *name, size_t size, uma_ctor ctor, uma_dtor dtor, uma_init init, uma_fini fini,
    int align, uint32_t flags);
/* Takes an item, with flags as of malloc(9); NULL when there is none. */
void *uma_zalloc(uma_zone_t zone, int flags);
void *uma_zalloc_arg(uma_zone_t zone, void *argument, int flags);
/* Gives an item back; NULL is allowed. */
void uma_zfree(uma_zone_t zone, void *item);
void uma_zfree_arg(uma_zone_t zone, void *item, void *argument);
/* Ends a zone; the program has given back all items. */
void uma_zdestroy(uma_zone_t zone);

#ifdef __cplusplus
}
#endif
#endif
