/* Six levels pass structures by value, uninitialized on the odd ones; each level's arguments are its
 * own, also after the levels above it.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct message {
  long kind, size;
};

static struct message known = {1, 2};
static struct message *unknown;
static int level;

static __noinline void use_message(struct message message) { USE(message.size == 2); }
static __noinline long pass_message(struct message message) { return message.kind; }

static void nest_deeply(void *unused) {
  (void)unused;
  bool is_odd = ++level & 1;

  if (level < 6)
    interrupt_raise();
  if (is_odd)
    *(volatile long *)&unknown->kind = pass_message(*OPAQUE(unknown));
  else
    use_message(*OPAQUE(&known)); //~ silent
}

CASE(nested_deeply_silent) {
  unknown = kmalloc(sizeof(*unknown), GFP_ATOMIC);
  level = 0;
  interrupt_register(nest_deeply, NULL);
  interrupt_raise();
  use_message(*OPAQUE(&known)); //~ silent
  EXPECT(level == 6);
  kfree(unknown);
}
