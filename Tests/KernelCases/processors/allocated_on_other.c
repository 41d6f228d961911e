/* Memory that another processor allocated is used on this one.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static int *from_other;

static void allocate_on_other(void *unused) {
  (void)unused;
  from_other = kmalloc(sizeof(int), GFP_KERNEL); //~ created: malloc
}

CASE(allocated_on_other) {
  from_other = NULL;
  if (!machine_run_on(1, allocate_on_other, NULL)) {
    case_skip("one processor");
    return;
  }
  USE(*OPAQUE(from_other)); //~ report: uninit-value
  kfree(from_other);
}
