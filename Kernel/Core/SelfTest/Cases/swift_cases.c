/* The table of the cases in Swift, and the declarations that both sides share. */
#include <kmsan_kernel.h>
#include <sys/malloc.h>
#include <sys/systm.h>

#include "kernel_case.h"

void swift_reads_fresh_memory(void);
KERNEL_CASE(swift_reads_fresh_memory, 1);

static volatile unsigned used;
void case_use(uint64_t value) {
  if (value != 0)
    used++;
}
