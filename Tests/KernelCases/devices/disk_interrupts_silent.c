/* The disk interrupts calls that pass what nobody set and what somebody did; threads share the disk.
 *
 * Places: kernel
 */
#include <kmsan_case.h>

enum { READERS = 3, READS = 8 };

struct passed {
  uint64_t words[6];
};

static uint32_t readers_left;

static int read_often(void *data) {
  int failures = 0;

  for (int i = 0; i < READS; i++) {
    struct bio bio = {
        .bio_cmd = BIO_READ, .bio_data = data, .bio_bcount = 512, .bio_offset = 512 * i};
    disk_strategy(&bio);
    failures += bio.bio_error != 0 || *(uint8_t *)data != (uint8_t)(i + 1);
  }
  __atomic_fetch_sub(&readers_left, 1, __ATOMIC_SEQ_CST);
  return failures;
}

static __noinline struct passed pass_along(struct passed record, int depth) {
  return depth ? pass_along(record, depth - 1) : record;
}

CASE(disk_interrupts_silent) {
  struct task_struct *threads[READERS];
  void *memory[READERS];
  struct passed *unset = kmalloc(sizeof(*unset), GFP_KERNEL);
  const struct passed set = {{1, 2, 3, 4, 5, 6}};

  readers_left = READERS;
  for (int i = 0; i < READERS; i++) {
    memory[i] = kmalloc(512, GFP_KERNEL);
    threads[i] = kthread_run(read_often, memory[i], "reader");
  }
  while (__atomic_load_n(&readers_left, __ATOMIC_SEQ_CST)) {
    *OPAQUE(unset) = pass_along(*OPAQUE(unset), 3);
    EXPECT(pass_along(*OPAQUE(&set), 3).words[5] == 6); //~ silent
  }
  for (int i = 0; i < READERS; i++) {
    EXPECT(kthread_stop(threads[i]) == 0);
    kfree(memory[i]);
  }
  kfree(unset);
}
