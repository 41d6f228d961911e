/* A timer takes the processor away between any two instructions; four threads pass values of both
 * kinds.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct block {
  long first, second;
};

static volatile int switches;
static struct block *raw_block;

static __noinline void use_block(struct block block) { USE(block.second == 2); }
static __noinline long pass_block(struct block block) { return block.first; }

static int run_clean(void *block) {
  while (switches < 200)
    use_block(*(struct block *)block); //~ silent
  return 1;
}

static int run_raw(void *unused) {
  (void)unused;
  while (switches < 200)
    ((volatile struct block *)raw_block)->second = pass_block(*OPAQUE(raw_block));
  return 2;
}

static void preempt(void *unused) {
  (void)unused;
  switches++;
  schedule();
}

CASE(preempted_silent) {
  static struct block block = {1, 2};
  struct task_struct *threads[4];
  int sum = 0;

  switches = 0;
  raw_block = kmalloc(sizeof(*raw_block), GFP_KERNEL);
  for (int i = 0; i < 4; i++)
    threads[i] = kthread_run(i & 1 ? run_raw : run_clean, &block, "preempted");
  interrupt_register(preempt, NULL);
  interrupt_every(100);
  for (int i = 0; i < 4; i++)
    sum += kthread_stop(threads[i]);
  interrupt_every(0);
  EXPECT(sum == 6);
  kfree(raw_block);
}
