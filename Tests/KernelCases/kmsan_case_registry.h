/* The table of cases, which `kmsan cases` writes, and the runner, which every place may use. */
#ifndef KMSAN_CASE_REGISTRY_H
#define KMSAN_CASE_REGISTRY_H

#include <stddef.h>

struct case_entry {
  const char *name; /* family/stem */
  void (*run)(void);
};
extern const struct case_entry case_table[];
extern const unsigned case_count;

/* Runs the cases that `is_wanted` chooses by number, all with NULL, and prints KTAP on the console of
 * kmsan_port.h. Returns how many failed. */
unsigned case_run_all(int (*is_wanted)(unsigned number));

/* Given by the place: puts back what a case may have left behind. */
void case_reset(void);

#endif
