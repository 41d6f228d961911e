/* See kmsan_runtime.h. */
#include <kmsan_runtime.h>
