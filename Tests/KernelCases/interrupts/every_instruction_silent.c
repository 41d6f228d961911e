/* An interrupt after every instruction of calls by value, whose handler passes uninitialized values.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct vector {
  long x, y;
};

static __noinline void use_vector(struct vector vector) { USE(vector.x == 1 && vector.y == 2); }
static __noinline long pass_vector(struct vector vector) { return vector.y; }

static struct vector *foreign_vector;
static volatile int interruptions;

static void pass_foreign_vector(void *unused) {
  (void)unused;
  ((volatile struct vector *)foreign_vector)->x = pass_vector(*OPAQUE(foreign_vector));
  interruptions++;
}

CASE(every_instruction_silent) {
  static struct vector vector = {1, 2};

  foreign_vector = kmalloc(sizeof(*foreign_vector), GFP_KERNEL);
  interruptions = 0;
  interrupt_register(pass_foreign_vector, NULL);
  interrupt_every_instruction(1);
  for (int i = 0; i < 3; i++)
    use_vector(*OPAQUE(&vector)); //~ silent
  interrupt_every_instruction(0);
  EXPECT(interruptions > 20);
  kfree(foreign_vector);
}
