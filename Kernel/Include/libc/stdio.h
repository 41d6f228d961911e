/* Headers of the hosted port include this; nothing of it is needed in a kernel. */
#ifndef KERNEL_LIBC_STDIO_H
#define KERNEL_LIBC_STDIO_H

#include <stddef.h>

#endif
