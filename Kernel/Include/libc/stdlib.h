/* Headers of the hosted port include this; nothing of it is needed in a kernel. */
#ifndef KERNEL_LIBC_STDLIB_H
#define KERNEL_LIBC_STDLIB_H

#include <stddef.h>

#endif
