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

static __noinline int length_of_list(const struct node *node) {
  int length = 0;

  for (; length < 2 && node; node = node->next) //~ report: uninit-value
    length++;
  return length;
}

CASE(allocated_in_callee) {
  struct node *node = new_node(1); //~ calls created

  USE(length_of_list(node)); //~ calls report
  kfree(node);
}
