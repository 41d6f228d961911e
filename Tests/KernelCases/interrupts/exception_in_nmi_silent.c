/* An exception in a non-maskable interrupt in a handler: each leaves the levels below it alone.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct state {
  long registers[3];
};

static struct state *foreign;

static __noinline long pass_state(struct state state) { return state.registers[2]; }
static __noinline void use_state(struct state state) { USE(state.registers[1] == 2); }

static void pass_foreign_state(void) {
  ((volatile struct state *)foreign)->registers[0] = pass_state(*OPAQUE(foreign));
}

static void in_exception(void *state) {
  pass_foreign_state();
  use_state(*(struct state *)state); //~ silent
}

static void in_nmi(void *state) {
  pass_foreign_state();
  machine_exception(in_exception, state);
  use_state(*(struct state *)state); //~ silent
}

static void in_handler(void *state) {
  pass_foreign_state();
  machine_nmi(in_nmi, state);
  use_state(*(struct state *)state); //~ silent
}

CASE(exception_in_nmi_silent) {
  struct state state = {{1, 2, 3}};

  foreign = kmalloc(sizeof(*foreign), GFP_KERNEL);
  interrupt_register(in_handler, &state);
  interrupt_raise();
  use_state(*OPAQUE(&state)); //~ silent
  kfree(foreign);
}
