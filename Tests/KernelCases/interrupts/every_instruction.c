/* The same storm with initialized values in the handler loses no bug of the interrupted code.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct point {
  long x, y;
};

static __noinline void use_point(struct point point) {
  USE(point.y); //~ report: uninit-value
}
static __noinline void use_clean_point(struct point point) { USE(point.y); }

static void pass_clean_point(void *point) { use_clean_point(*(struct point *)point); }

CASE(every_instruction) {
  static struct point clean = {1, 2};
  struct point *point = kmalloc(sizeof(*point), GFP_KERNEL); //~ created: malloc

  point->x = 1;
  interrupt_register(pass_clean_point, &clean);
  interrupt_every_instruction(1);
  use_point(*OPAQUE(point)); //~ calls report
  interrupt_every_instruction(0);
  kfree(point);
}
