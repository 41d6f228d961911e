/* What memory of malloc(9) is for. */
#include <sys/malloc.h>

MALLOC_DEFINE(M_TEMP, "temp", "short-lived memory");
MALLOC_DEFINE(M_DEVBUF, "devbuf", "memory of device drivers");
