/* Errors that the kernel's functions return. */
#ifndef KERNEL_LIBC_ERRNO_H
#define KERNEL_LIBC_ERRNO_H

#define EIO 5
#define ENOMEM 12
#define EFAULT 14
#define EINVAL 22
#define ENAMETOOLONG 36

#endif
