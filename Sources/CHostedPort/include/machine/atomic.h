/* atomic(9) for kernel-style programs that run in a process: the interceptors are all there is. */
#ifndef KMSAN_MACHINE_ATOMIC_H
#define KMSAN_MACHINE_ATOMIC_H

#include <kmsan_atomic.h>

#endif
