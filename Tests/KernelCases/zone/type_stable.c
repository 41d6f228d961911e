/* The items of a type-stable zone keep what they hold between two owners: nothing of it is
 * uninitialized.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct vnode {
  long generation;
  int references;
};

static int init_vnode(void *item, int size, int flags) {
  (void)flags;
  memset(item, 0, (size_t)size);
  return 0;
}

CASE(type_stable) {
  uma_zone_t zone = uma_zcreate(
      "vnode", sizeof(struct vnode), NULL, NULL, init_vnode, NULL, UMA_ALIGN_PTR,
      UMA_ZONE_NOFREE);
  struct vnode *vnode = uma_zalloc(zone, M_WAITOK);

  USE(OPAQUE(vnode)->references); //~ silent
  vnode->generation = 7;
  uma_zfree(zone, vnode);
  USE(OPAQUE(vnode)->generation); //~ silent
  EXPECT(uma_zalloc(zone, M_WAITOK) == vnode);
  EXPECT(OPAQUE(vnode)->generation == 7);
  uma_zfree(zone, vnode);
  uma_zdestroy(zone);
}
