/* The creation is where the memory was allocated, with the way that led there. */
#include <kmsan_case.h>

struct node {
  struct node *next;
  int value;
};

static __noinline struct node *new_node(int value) {
  struct node *node = kmalloc(sizeof(*node), GFP_KERNEL); //~ created: malloc

  node->value = value;
  return node;
}

static __noinline void find_end(const struct node *node) {
  USE(node->next != NULL); //~ report: uninit-value
}

CASE(allocated_in_callee) {
  struct node *node = new_node(1); //~ calls created

  find_end(node); //~ calls report
  kfree(node);
}
