/* The disk: what goes to it is checked, what comes from it is initialized, as far as it came. The
 * image of the disk (Sources/ReferenceKernel) has in each sector the numbers that follow the
 * sector's. */
#include <kmsan_kernel.h>

#include "kernel_case.h"

enum { SECTOR = 512 };

static const char *no_disk = "there is no disk";

static uint8_t image_byte(size_t offset) { return (uint8_t)(offset + offset / SECTOR + 1); }

CASE_FUNCTION struct bio request(uint16_t command, void *data, long size, int64_t offset) {
  return (struct bio){
      .bio_cmd = command, .bio_data = data, .bio_bcount = size, .bio_offset = offset};
}

static void disk_read_initializes(void) {
  CASE_NEEDS(disk_is_there(), no_disk);
  const size_t size = 8192, start = 5 * SECTOR;
  uint8_t *data = kmalloc(size, GFP_KERNEL);
  struct bio bio = request(BIO_READ, data, (long)size, (int64_t)start);
  disk_strategy(&bio);
  CASE_EXPECT(bio.bio_error == DEVICE_DONE && bio.bio_resid == 0);
  size_t right = 0;
  for (size_t i = 0; i < size; i++)
    right += data[i] == image_byte(start + i);
  CASE_EXPECT(right == size);
  kfree(data);
}
KERNEL_CASE(disk_read_initializes, 0);

/* Of 1024 bytes, 24 in the middle were not written. */
static void disk_write_of_uninitialized(void) {
  CASE_NEEDS(disk_is_there(), no_disk);
  uint8_t *data = kmalloc(2 * SECTOR, GFP_KERNEL);
  memset(data, 1, 600);
  memset(data + 624, 1, 400);
  struct bio bio = request(BIO_WRITE, data, 2 * SECTOR, 64 * SECTOR);
  disk_strategy(&bio);
  CASE_EXPECT(bio.bio_error == DEVICE_DONE);
  kfree(data);
}
KERNEL_CASE(disk_write_of_uninitialized, 1);

/* What is written comes back, from a stack into the image's own memory. */
static void disk_write_then_read(void) {
  CASE_NEEDS(disk_is_there(), no_disk);
  static uint8_t back[3 * SECTOR];
  uint8_t data[3 * SECTOR];
  for (size_t i = 0; i < sizeof(data); i++)
    data[i] = (uint8_t)(i * 7);
  struct bio bio = request(BIO_WRITE, data, sizeof(data), 100 * SECTOR);
  disk_strategy(&bio);
  CASE_EXPECT(bio.bio_error == DEVICE_DONE);
  bio = request(BIO_READ, back, sizeof(back), 100 * SECTOR);
  disk_strategy(&bio);
  CASE_EXPECT(bio.bio_error == DEVICE_DONE && memcmp(data, back, sizeof(data)) == 0);
}
KERNEL_CASE(disk_write_then_read, 0);

/* The disk writes 100 bytes and says so: the driver may use them, and reports a use of the next. */
static void disk_read_cut_short(void) {
  CASE_NEEDS(disk_is_there(), no_disk);
  uint8_t *data = kmalloc(SECTOR, GFP_KERNEL);
  struct bio bio = request(BIO_READ, data, SECTOR, 0);
  disk_cut_short(100);
  disk_strategy(&bio);
  CASE_EXPECT(bio.bio_error == DEVICE_DONE && bio.bio_resid == SECTOR - 100);
  CASE_EXPECT(data[99] == image_byte(99));
  if (*(volatile uint8_t *)&data[100] != 0)
    case_use(1);
  kfree(data);
}
KERNEL_CASE(disk_read_cut_short, 1);

/* The disk gets the address in the direct map; the kernel map shows the same memory. */
static void disk_read_by_other_address(void) {
  CASE_NEEDS(disk_is_there(), no_disk);
  uint8_t *memory = kernel_memory_allocate(4096);
  uint8_t *direct = direct_map(kernel_physical((uintptr_t)memory));
  struct bio bio = request(BIO_READ, direct + 8, SECTOR, 0);
  disk_strategy(&bio);
  CASE_EXPECT(*(volatile uint8_t *)&memory[8] == image_byte(0));
  CASE_EXPECT(*(volatile uint8_t *)&memory[8 + SECTOR - 1] == image_byte(SECTOR - 1));
  if (*(volatile uint8_t *)&memory[8 + SECTOR] != 0)
    case_use(1);
  kernel_memory_free(memory);
}
KERNEL_CASE(disk_read_by_other_address, 1);

static void disk_refuses(void) {
  CASE_NEEDS(disk_is_there(), no_disk);
  uint8_t *data = kzalloc(SECTOR, GFP_KERNEL);
  struct bio bio = request(BIO_WRITE, data, SECTOR, 100);
  disk_strategy(&bio);
  CASE_EXPECT(bio.bio_error == DEVICE_REFUSED && bio.bio_resid == SECTOR);
  bio = request(BIO_READ, data, SECTOR, 1ll << 40);
  disk_strategy(&bio);
  CASE_EXPECT(bio.bio_error == DEVICE_REFUSED);
  bio = request(BIO_READ, (void *)8, SECTOR, 0);
  disk_transfer(&bio);
  CASE_EXPECT(bio.bio_error == DEVICE_REFUSED);
  kfree(data);
}
KERNEL_CASE(disk_refuses, 0);
