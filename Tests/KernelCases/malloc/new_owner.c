/* Memory that another owner had written and freed is uninitialized for the next one, who is named. */
#include <kmsan_case.h>

static __noinline void own_and_free(void) {
  int *memory = kmalloc(sizeof(int), GFP_KERNEL);

  *memory = 1;
  USE(*OPAQUE(memory));
  kfree(memory);
}

CASE(new_owner) {
  own_and_free();
  int *memory = kmalloc(sizeof(int), GFP_KERNEL); //~ created: malloc
  USE(*OPAQUE(memory)); //~ report: uninit-value
  kfree(memory);
}
