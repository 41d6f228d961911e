/* Every kind of memory: zones, kernel memory, the direct map, globals, user memory. */
#include <kmsan_kernel.h>
#include <sys/malloc.h>
#include <sys/systm.h>

#include "kernel_case.h"

static struct zone *requests;

static void zone_item(void) {
  if (!requests)
    requests = zone_create("requests", sizeof(struct case_record), 0, NULL);
  struct case_record *record = zone_allocate(requests);
  record->words[0] = 1;
  if (record->words[0] == record->words[1])
    case_use(1);
  zone_free(requests, record);
}
KERNEL_CASE(zone_item, 1);

static void zone_item_after_free(void) {
  struct case_record *record = zone_allocate(requests);
  record->words[0] = 1;
  zone_free(requests, record);
  if (*(volatile uint64_t *)&record->words[0] == 1)
    case_use(1);
}
KERNEL_CASE(zone_item_after_free, 1);

static void initialize_record(void *item, size_t size) { memset(item, 0, size); }

/* A free item of a type-stable zone may be read, and is as it was left. */
static void type_stable_item(void) {
  struct zone *zone =
      zone_create("stable", sizeof(struct case_record), ZONE_TYPE_STABLE, initialize_record);
  struct case_record *record = zone_allocate(zone);
  CASE_EXPECT(record->words[5] == 0);
  record->words[0] = 7;
  zone_free(zone, record);
  CASE_EXPECT(*(volatile uint64_t *)&record->words[0] == 7);
  struct case_record *again = zone_allocate(zone);
  CASE_EXPECT(again->words[0] == 7);
  zone_free(zone, again);
}
KERNEL_CASE(type_stable_item, 0);

/* A range of the kernel map that begins and ends in the middle of large pages. */
static void grown_map(void) {
  const size_t size = 5 << 20;
  uint8_t *memory = kernel_memory_allocate(size);
  for (size_t i = 4095; i < size - 8; i += 4096)
    *(volatile uint64_t *)(memory + i - 3) = i;
  size_t sum = 0;
  for (size_t i = 4095; i < size - 8; i += 4096)
    sum += *(volatile uint64_t *)(memory + i - 3) == i;
  CASE_EXPECT(sum == size / 4096 - 1);
  /* Across the border of two large pages. */
  uintptr_t border = ((uintptr_t)memory + (2 << 20)) & -(uintptr_t)(2 << 20);
  if (*(volatile uint64_t *)(border - 5) & 1)
    case_use(1);
  kernel_memory_free(memory);
}
KERNEL_CASE(grown_map, 1);

/* The kernel map and the direct map show the same memory, and the same metadata. */
static void two_addresses(void) {
  uint32_t *memory = kernel_memory_allocate(4096);
  volatile uint32_t *direct = direct_map(kernel_physical((uintptr_t)memory));
  memory[1] = 5;
  CASE_EXPECT(direct[1] == 5);
  direct[2] = 6;
  CASE_EXPECT(memory[2] == 6);
  if (direct[3] != 0)
    case_use(1);
  kernel_memory_free(memory);
}
KERNEL_CASE(two_addresses, 1);

static struct case_pair global;

CASE_FUNCTION void remember(const struct case_pair *pair) { global = *pair; }

static void global_variable(void) {
  struct case_pair *pair = kmalloc(sizeof(*pair), GFP_KERNEL);
  pair->first = 1;
  remember(pair);
  CASE_EXPECT(*(volatile uint32_t *)&global.first == 1);
  if (*(volatile uint32_t *)&global.second != 0)
    case_use(1);
  kfree(pair);
}
KERNEL_CASE(global_variable, 1);

/* A copy stops at memory that is not there, and nothing is reported. */
static void bad_user_address(void) {
  char *user = user_memory(4096);
  char text[16] = "0123456789abcde";
  CASE_EXPECT(copyout(text, user + 4090, 16) == EFAULT);
  CASE_EXPECT(copyin(user + 4090, text, 6) == 0);
  CASE_EXPECT(text[0] == '0' && text[5] == '5');
  CASE_EXPECT(copyin((void *)-4096ul, text, 16) == EFAULT);
  CASE_EXPECT(copyin((void *)8ul, text, 16) == EFAULT);
}
KERNEL_CASE(bad_user_address, 0);
