/* Memory that one processor allocated is used on another.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static void use_on_other(void *memory) {
  EXPECT(machine_processor() == 1);
  USE(*(int *)memory); //~ report: uninit-value
}

CASE(used_on_other) {
  int *memory = kmalloc(sizeof(int), GFP_KERNEL); //~ created: malloc

  if (!machine_run_on(1, use_on_other, memory))
    case_skip("one processor");
  kfree(memory);
}
