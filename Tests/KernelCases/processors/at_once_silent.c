/* Both processors pass values at the same time, one of them uninitialized ones: the arguments of one are
 * never those of the other.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct wave {
  long phase, amplitude;
};

static volatile bool is_over;
static struct wave *noise;

static __noinline void use_wave(struct wave wave) { USE(wave.amplitude == 2); }
static __noinline long pass_wave(struct wave wave) { return wave.phase; }

static void make_noise(void *unused) {
  (void)unused;
  while (!is_over)
    ((volatile struct wave *)noise)->amplitude = pass_wave(*OPAQUE(noise));
}

CASE(at_once_silent) {
  static struct wave wave = {1, 2};

  is_over = false;
  noise = kmalloc(sizeof(*noise), GFP_KERNEL);
  if (machine_start_on(1, make_noise, NULL)) {
    for (int i = 0; i < 20000; i++)
      use_wave(*OPAQUE(&wave)); //~ silent
    is_over = true;
    machine_wait_for(1);
  } else {
    case_skip("one processor");
  }
  kfree(noise);
}
