/* Interrupts of devices on top of calls that pass structures, and several threads that use one
 * device. */
#include <kmsan_kernel.h>

#include "kernel_case.h"

enum { READERS = 3, READS = 20 };

static uint32_t readers_left;

CASE_FUNCTION void read_again_and_again(void *argument) {
  uint8_t *data = argument;
  for (uint32_t i = 0; i < READS; i++) {
    struct bio bio = {
        .bio_cmd = BIO_READ, .bio_data = data, .bio_bcount = 512, .bio_offset = 512 * i};
    disk_strategy(&bio);
    if (bio.bio_error != DEVICE_DONE || data[0] != (uint8_t)(i + 1))
      case_failed("a thread reads what is on the disk");
  }
  __atomic_fetch_sub(&readers_left, 1, __ATOMIC_SEQ_CST);
}

CASE_FUNCTION struct case_record pass(struct case_record record, uint32_t depth) {
  return depth ? pass(record, depth - 1) : record;
}

/* This thread passes what nobody wrote, uses none of it, and decides by what was written. Every
 * request ends with an interrupt; when they come together, one may stand for several. */
static void disk_interrupts_within_calls(void) {
  CASE_NEEDS(disk_is_there(), "there is no disk");
  struct thread *threads[READERS];
  uint8_t *memory[READERS];
  struct case_record *uninitialized = kmalloc(sizeof(*uninitialized), GFP_KERNEL);
  const struct case_record initialized = {{1, 2, 3, 4, 5, 6}};
  uint64_t requests = device_request_count(), interrupts = device_interrupt_count();
  readers_left = READERS;
  for (size_t i = 0; i < READERS; i++) {
    memory[i] = kmalloc(512, GFP_KERNEL);
    threads[i] = thread_create("reader", read_again_and_again, memory[i]);
  }
  while (__atomic_load_n(&readers_left, __ATOMIC_SEQ_CST)) {
    struct case_record first = pass(*uninitialized, 3);
    struct case_record second = pass(initialized, 3);
    *uninitialized = first;
    if (second.words[5] != 6)
      case_failed("a record is as it was");
  }
  for (size_t i = 0; i < READERS; i++) {
    thread_join(threads[i]);
    kfree(memory[i]);
  }
  CASE_EXPECT(device_request_count() - requests == READERS * READS);
  CASE_EXPECT(device_interrupt_count() - interrupts == READERS * READS);
  kfree(uninitialized);
}
KERNEL_CASE(disk_interrupts_within_calls, 0);

/* With interrupts off the driver looks by itself whether the device is done. */
static void disk_without_interrupts(void) {
  CASE_NEEDS(disk_is_there(), "there is no disk");
  uint8_t data[512];
  struct bio bio = {.bio_cmd = BIO_READ, .bio_data = data, .bio_bcount = sizeof(data)};
  __asm__ volatile("cli" : : : "memory");
  disk_strategy(&bio);
  __asm__ volatile("sti" : : : "memory");
  CASE_EXPECT(bio.bio_error == DEVICE_DONE && data[511] == 0);
}
KERNEL_CASE(disk_without_interrupts, 0);
