/* A type-stable zone's destructor marks the field that the next owner must not use.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct inode {
  long generation;
  long size;
};

static int init_inode(void *item, int size, int flags) {
  (void)flags;
  memset(item, 0, (size_t)size);
  return 0;
}

static void forget_inode(void *item, int size, void *argument) {
  struct inode *inode = item;

  (void)size;
  (void)argument;
  kmsan_mark(&inode->size, sizeof(inode->size), KMSAN_STATE_UNINIT); //~ created: untyped
}

CASE(type_stable_marked) {
  uma_zone_t zone = uma_zcreate(
      "inode", sizeof(struct inode), NULL, forget_inode, init_inode, NULL, UMA_ALIGN_PTR,
      UMA_ZONE_NOFREE);
  struct inode *inode = uma_zalloc(zone, M_WAITOK);

  inode->generation = 1;
  inode->size = 4096;
  uma_zfree(zone, inode); //~ calls created
  EXPECT(uma_zalloc(zone, M_WAITOK) == inode);
  USE(OPAQUE(inode)->generation == 1);
  USE(OPAQUE(inode)->size); //~ report: uninit-value
  inode->size = 0;
  uma_zfree(zone, inode);
  uma_zdestroy(zone);
}
