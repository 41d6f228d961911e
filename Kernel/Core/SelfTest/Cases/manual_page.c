/* Case one: the example of kmsan(9), the program of `make demo`, as a part of this kernel. */
#define main kmsan9_main
#include "kmsan9.c"

#include "kernel_case.h"

struct malloc_type M_TEMP[1] = {{"temp"}};

static void kmsan9(void) { kmsan9_main(); }
KERNEL_CASE(kmsan9, 4);
