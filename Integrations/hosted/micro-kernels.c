/* The programs of `kmsan-dev bench hosted`: seven small loops, each heavy in one thing that shadow makes
 * slower. Every value is initialized, so that nothing is reported. Prints one line for each loop: its
 * name, the best processor time of the rounds in microseconds, and a result that must not depend on
 * how the program was compiled.
 *
 *   micro-kernels ROUNDS
 *
 * It needs nothing of a kernel: it also runs without a sanitizer, and with that of user space.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define KERNEL __attribute__((noinline)) static uint64_t

/* Small enough that the programs and their shadow stay in the first cache: what is measured is
 * instructions. */
enum { BYTES = 1 << 13, NODES = 1 << 9, BUCKET_BITS = 7 };

static uint8_t bytes[BYTES];

/* Reads of single bytes. */
KERNEL checksum(void) {
  uint64_t sum = 0;
  for (int round = 0; round < 960; round++)
    for (int i = 0; i < BYTES; i++)
      sum = (sum << 1 ^ sum >> 7) + bytes[i];
  return sum;
}

struct node {
  struct node *next;
  uint64_t value;
};
static struct node nodes[NODES], *first_node;

/* Dependent reads of pointers. */
KERNEL list_walk(void) {
  uint64_t sum = 0;
  for (int round = 0; round < 8000; round++)
    for (struct node *node = first_node; node; node = node->next)
      sum += node->value;
  return sum;
}

static uint32_t numbers[NODES];

static void quicksort(uint32_t *low, uint32_t *high) {
  while (low < high) {
    uint32_t pivot = low[(high - low) / 2], *left = low, *right = high;
    while (left <= right) {
      while (*left < pivot)
        left++;
      while (*right > pivot)
        right--;
      if (left <= right) {
        uint32_t number = *left;
        *left++ = *right;
        *right-- = number;
      }
    }
    quicksort(low, right);
    low = left;
  }
}

/* Comparisons and exchanges in place. */
KERNEL sort(void) {
  uint64_t sum = 0;
  uint32_t random = 12345;
  for (int round = 0; round < 200; round++) {
    for (int i = 0; i < NODES; i++)
      numbers[i] = random = random * 1664525 + 1013904223;
    quicksort(numbers, numbers + NODES - 1);
    sum += numbers[round];
  }
  return sum;
}

struct packet {
  uint8_t version, flags;
  uint16_t length;
  uint32_t source, target;
  uint64_t sequence, acknowledged;
};
static struct packet packets[64];

__attribute__((noinline)) static void answer(struct packet *packet) {
  packet->flags ^= 1;
  packet->length += packet->version;
  packet->source += packet->target;
  packet->target ^= packet->source;
  packet->acknowledged = packet->sequence;
  packet->sequence += packet->length;
}

/* Fields of a structure, of several sizes. */
KERNEL struct_fields(void) {
  for (int round = 0; round < 20000; round++)
    for (int i = 0; i < 64; i++)
      answer(&packets[i]);
  return packets[7].sequence + packets[63].source;
}

__attribute__((noinline)) static uint64_t fibonacci(unsigned n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

/* Calls alone: arguments and return values. */
KERNEL recursion(void) { return fibonacci(29); }

struct pair {
  struct pair *next;
  uint64_t key, value;
};
static struct pair pairs[NODES], *buckets[1 << BUCKET_BITS];

__attribute__((noinline)) static struct pair *find(uint64_t key) {
  uint64_t hash = key * 0x9e3779b97f4a7c15u;
  for (struct pair *pair = buckets[hash >> (64 - BUCKET_BITS)]; pair; pair = pair->next)
    if (pair->key == key)
      return pair;
  return NULL;
}

/* A hash table with chains. */
KERNEL hashing(void) {
  uint64_t sum = 0;
  for (int round = 0; round < 1600; round++)
    for (uint64_t key = 0; key < 2 * NODES; key++) {
      struct pair *pair = find(key);
      if (pair)
        sum += pair->value++;
    }
  return sum;
}

static uint64_t counters[2];

__attribute__((noinline)) static void count(uint64_t first, uint64_t second) {
  counters[0] = first;
  counters[1] = second;
}

/* A call of a small function that stores twice. */
KERNEL small_calls(void) {
  for (uint64_t i = 0; i < 3000000; i++)
    count(i, i ^ 1);
  return counters[0] + counters[1];
}

static void fill(void) {
  for (int i = 0; i < BYTES; i++)
    bytes[i] = (uint8_t)(i * 31);
  for (int i = 0; i < NODES; i++) {
    struct node *node = &nodes[(i * 101) & (NODES - 1)];
    node->value = (uint64_t)i;
    node->next = first_node;
    first_node = node;
    struct pair *pair = &pairs[i];
    pair->key = (uint64_t)i;
    struct pair **bucket = &buckets[pair->key * 0x9e3779b97f4a7c15u >> (64 - BUCKET_BITS)];
    pair->next = *bucket;
    *bucket = pair;
  }
  for (unsigned i = 0; i < 64; i++)
    packets[i] = (struct packet){4, 0, 1, i, 2 * i, i, 0};
}

static const struct {
  const char *name;
  uint64_t (*run)(void);
} kernels[] = {
    {"checksum", checksum},   {"list walk", list_walk}, {"sort", sort},
    {"struct fields", struct_fields}, {"recursion", recursion}, {"hashing", hashing},
    {"small calls", small_calls},
};

int main(int count, char **arguments) {
  int rounds = count > 1 ? atoi(arguments[1]) : 1;
  fill();
  for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
    long best = 0;
    uint64_t result = 0;
    for (int round = 0; round < rounds; round++) {
      clock_t start = clock();
      result = kernels[i].run();
      long time = (long)(clock() - start);
      if (!round || time < best)
        best = time;
    }
    printf("%s\t%ld\t%016llx\n", kernels[i].name, best, (unsigned long long)result);
  }
  return 0;
}
