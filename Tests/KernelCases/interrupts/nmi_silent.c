/* A non-maskable interrupt passes uninitialized values, and the code that it interrupts initialized
 * ones.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct sample {
  long address, count;
};

static __noinline long pass_sample(struct sample sample) { return sample.count; }
static __noinline void use_sample(struct sample sample) { USE(sample.count == 1); }

static void pass_in_nmi(void *sample) {
  ((volatile struct sample *)sample)->address = pass_sample(*(struct sample *)sample);
}

CASE(nmi_silent) {
  static struct sample known = {1, 1};
  struct sample *unknown = kmalloc(sizeof(*unknown), GFP_KERNEL);

  machine_nmi(pass_in_nmi, unknown);
  use_sample(*OPAQUE(&known)); //~ silent
  kfree(unknown);
}
