/* The end of a sysctl's handler, for kernel-style programs that run in a process: a value goes to the
 * process that asked. It is checked, and uninitialized bytes in it are a "kernel-infoleak".
 *
 * Source: FreeBSD 14, sysctl(9) and sys/sys/sysctl.h.
 */
#ifndef KMSAN_SYS_SYSCTL_H
#define KMSAN_SYS_SYSCTL_H

#include <stddef.h>

/* A request, reduced to what is needed to answer it. */
struct sysctl_req {
  void *oldptr;  /* user memory */
  size_t oldlen; /* its size in bytes */
  size_t oldidx; /* bytes that were answered */
};

#ifdef __cplusplus
extern "C" {
#endif

/* Adds `size` bytes to the answer. 0; ENOMEM when they do not fit, EFAULT when it is no user memory. */
int sysctl_out(struct sysctl_req *request, const void *value, size_t size);
#define SYSCTL_OUT(request, value, size) sysctl_out(request, value, size)

#ifdef __cplusplus
}
#endif
#endif
