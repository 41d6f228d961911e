/* The memory part of `kmsan-dev bench hosted`: an arena, nearly all of it initialized, whose pieces are
 * replaced one by one, as in a kernel that has run for a while. Prints how many bytes shadow and
 * origins take for each byte of the arena: the mean and the greatest of the samples.
 *
 *   arena pages      pieces of 1, 2 or 4 pages, as of files and processes
 *   arena objects    pieces of 72 to 2000 bytes; freed ones, which are poisoned, lie in between
 */
#include <string.h>

#include "hosted.h"
#include "kmsan_kernel.h"

enum { ARENA = 64 << 20, PIECES_MAX = ARENA / 1024, SAMPLES = 64 };

struct piece {
  unsigned long *words;
  unsigned order;
};
static struct piece pieces[PIECES_MAX];
static size_t arena;

static unsigned random_number(void) {
  static unsigned state = 1;
  return (state = state * 1664525 + 1013904223) >> 8;
}

/* One piece in fifty keeps a word that was never written. */
static void fill(unsigned long *words, size_t count) {
  for (size_t word = random_number() % 50 ? 0 : 1; word < count; word++)
    words[word] = word;
}

static void replace_pages(struct piece *piece) {
  if (piece->words) {
    free_pages((unsigned long)piece->words, piece->order);
  } else {
    piece->order = random_number() % 3;
    arena += 4096ul << piece->order;
  }
  piece->words = (void *)__get_free_pages(0, piece->order);
  fill(piece->words, 512ul << piece->order);
}

/* The allocator need not round up these sizes: what it adds would stay uninitialized. */
static void replace_object(struct piece *piece) {
  size_t count = 9 + 2 * (random_number() % 121);
  if (piece->words)
    kfree(piece->words);
  else
    arena += count * sizeof(long);
  piece->words = kmalloc(count * sizeof(long), 0);
  fill(piece->words, count);
}

int main(int count, char **arguments) {
  void (*replace)(struct piece *) =
      count > 1 && !strcmp(arguments[1], "objects") ? replace_object : replace_pages;
  double sum = 0, peak = 0;
  unsigned used = 0, samples = 0;
  while (arena < ARENA)
    replace(&pieces[used++]);
  for (unsigned number = 0; number < 4 * used; number++) {
    replace(&pieces[random_number() % used]);
    if (number % (4 * used / SAMPLES))
      continue;
    double overhead = (double)hosted_metadata_size() / (double)arena;
    sum += overhead;
    samples++;
    if (overhead > peak)
      peak = overhead;
  }
  printk("%.3f\t%.3f\n", sum / samples, peak);
  return 0;
}
