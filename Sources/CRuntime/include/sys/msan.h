/* The programmer's interface of KMSAN, with the names of FreeBSD's manual page kmsan(9). The same
 * functions under Linux's names are in linux/kmsan-checks.h.
 *
 * Memory outside the maps of shadow counts as initialized: nothing here touches or reports it. A
 * size of 0 is allowed and means nothing. An argument that makes no sense is reported as an
 * "invalid-call", and the call does nothing.
 *
 * Source: FreeBSD 14, share/man/man9/kmsan.9; values of the macros: sys/sys/msan.h.
 */
#ifndef KMSAN_SYS_MSAN_H
#define KMSAN_SYS_MSAN_H

#include <stddef.h>
#include <stdint.h>

/* The states of memory that kmsan_mark() knows. */
#define KMSAN_STATE_INITED 0x00
#define KMSAN_STATE_UNINIT 0xff

/* The types of memory: whose it is. Reports name them stack, kmem, malloc and UMA. */
#define KMSAN_TYPE_STACK 0
#define KMSAN_TYPE_KMEM 1
#define KMSAN_TYPE_MALLOC 2
#define KMSAN_TYPE_UMA 3

/* The code address to which the function that uses this returns, for kmsan_orig(). */
#define KMSAN_RET_ADDR ((uintptr_t)__builtin_return_address(0))

#ifdef __cplusplus
extern "C" {
#endif

struct bio;
union ccb;
struct mbuf;

/* Marks memory initialized or uninitialized; `code` is a KMSAN_STATE. The origin of memory that
 * becomes uninitialized is this call, until kmsan_orig() sets another. */
void kmsan_mark(const void *addr, size_t size, uint8_t code);

/* Says where uninitialized memory comes from: a KMSAN_TYPE, and the code address (one to which a
 * call returns) that reports show as the place of its creation. Origins are kept for each four
 * aligned bytes; all that the range touches change. Does not change what is initialized. */
void kmsan_orig(const void *addr, size_t size, int type, uintptr_t pc);

/* Reports if any byte is uninitialized. `descr` is named in the report, and may be NULL. */
void kmsan_check(const void *addr, size_t size, const char *descr);

/* The same for each piece of memory that a structure carries to a device: a disk request, a SCSI
 * request, a chain of network buffers. The port knows the structures; those that only receive are
 * not checked. The offsets in a report count from the start of the piece. */
void kmsan_check_bio(const struct bio *bio, const char *descr);
void kmsan_check_ccb(const union ccb *ccb, const char *descr);
void kmsan_check_mbuf(const struct mbuf *mbuf, const char *descr);

/* Around the handler of an interrupt or exception: entry code calls the first before any C code and
 * the second before it resumes what was interrupted, and keeps the registers that C functions may
 * change. Arguments and return values of the handler then lie in a block of their own, which is
 * clean at first; those of the interrupted function stay as they are. Levels nest. Beyond
 * KMSAN_LEVELS_MAX, arguments and return values count as initialized; going there, and leaving what
 * was not entered, is reported as an "invalid-call". Cost: clears 4 KiB. */
void kmsan_intr_enter(void);
/* The same, and marks as initialized what entry code has saved on the stack, which the compiler did not
 * see written: once for each entry. */
void kmsan_intr_enter_frame(const void *frame, size_t size);
void kmsan_intr_leave(void);

#ifdef __cplusplus
}
#endif
#endif
