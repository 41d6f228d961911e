/* What programs of `kmsan run` find, too, under the headers of Sources/CHostedPort, which are the
 * reference for what these functions do: cases and drivers include those. Swift implements the functions
 * for the declarations here.
 */
#ifndef KERNEL_INTERFACE_H
#define KERNEL_INTERFACE_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/* Flags and errors of those headers. */
enum {
  KERNEL_GFP_ZERO = 2,
  KERNEL_M_WAITOK = 2,
  KERNEL_M_ZERO = 0x100,
  KERNEL_ENOMEM = 12,
  KERNEL_EFAULT = 14,
  KERNEL_EINVAL = 22,
  KERNEL_ENAMETOOLONG = 36,
};

/* kmsan_kernel.h, sys/malloc.h (Core/Memory) */
struct malloc_type;
void *_Nullable kernel_malloc(size_t size, struct malloc_type *type, int flags);
void kernel_free(void *_Nullable memory, struct malloc_type *type);
void *_Nullable kmalloc(size_t size, uint32_t flags);
void *_Nullable kzalloc(size_t size, uint32_t flags);
void kfree(const void *_Nullable memory);
unsigned long __get_free_pages(uint32_t flags, unsigned order);
void free_pages(unsigned long address, unsigned order);

/* vm/uma.h (Core/Memory) */
struct uma_zone;
typedef int (*uma_ctor)(void *item, int size, void *_Nullable argument, int flags);
typedef int (*uma_init)(void *item, int size, int flags);
typedef void (*uma_dtor)(void *item, int size, void *_Nullable argument);
typedef void (*uma_fini)(void *item, int size);
struct uma_zone *_Nullable uma_zcreate(
    const char *name, size_t size, uma_ctor _Nullable ctor, uma_dtor _Nullable dtor,
    uma_init _Nullable init, uma_fini _Nullable fini, int align, uint32_t flags);
void *_Nullable uma_zalloc(struct uma_zone *zone, int flags);
void *_Nullable uma_zalloc_arg(struct uma_zone *zone, void *_Nullable argument, int flags);
void uma_zfree(struct uma_zone *zone, void *_Nullable item);
void uma_zfree_arg(struct uma_zone *zone, void *_Nullable item, void *_Nullable argument);
void uma_zdestroy(struct uma_zone *zone);

/* kmsan_kernel.h, sys/systm.h, sys/sysctl.h (Core/User) */
void *_Nullable user_memory(size_t size);
int copyin(const void *user, void *kernel, size_t size);
int copyout(const void *kernel, void *user, size_t size);
unsigned long copy_from_user(void *kernel, const void *user, unsigned long size);
unsigned long copy_to_user(void *user, const void *kernel, unsigned long size);
int copyinstr(const void *user, void *kernel, size_t size, size_t *_Nullable done);
int fubyte(const volatile void *user);
int fuword16(const volatile void *user);
int fueword32(const volatile void *user, int32_t *value);
int fueword64(const volatile void *user, int64_t *value);
int subyte(volatile void *user, int value);
int suword16(volatile void *user, int value);
int suword32(volatile void *user, int32_t value);
int suword64(volatile void *user, int64_t value);
struct sysctl_req {
  void *_Nullable oldptr;
  size_t oldlen;
  size_t oldidx;
};
int sysctl_out(struct sysctl_req *request, const void *value, size_t size);

/* kmsan_kernel.h, the software interrupt (Core/Interrupts) */
void interrupt_register(void (*_Nullable handler)(void *_Nullable), void *_Nullable argument);
void interrupt_raise(void);
void interrupt_every(uint32_t microseconds);
void interrupt_every_instruction(int is_wanted);

/* kmsan_devices.h (Core/Devices) */
enum { BIO_READ = 1, BIO_WRITE = 2, XPT_SCSI_IO = 1 };
enum { CAM_CDB_POINTER = 0x01, CAM_DIR_IN = 0x40, CAM_DIR_OUT = 0x80 };
struct bio {
  uint16_t bio_cmd;
  void *_Nullable bio_data;
  long bio_bcount;
  int64_t bio_offset;
  int32_t bio_error;
  long bio_resid;
};
struct ccb_hdr {
  uint32_t func_code;
  uint32_t flags;
};
struct ccb_scsiio {
  struct ccb_hdr ccb_h;
  uint8_t *_Nullable data_ptr;
  uint32_t dxfer_len;
  const uint8_t *_Nullable cdb_ptr;
  int32_t error;
  uint32_t scsi_status;
  uint32_t resid;
};
union ccb {
  struct ccb_hdr ccb_h;
  struct ccb_scsiio csio;
};
struct mbuf {
  struct mbuf *_Nullable m_next;
  char *_Nullable m_data;
  int32_t m_len;
};
void hosted_disk_transfer(struct bio *bio);
void hosted_scsi_transfer(union ccb *ccb);
void hosted_network_transfer(struct mbuf *packet, int is_in);
long hosted_network_loop(struct mbuf *sent, struct mbuf *received);
void hosted_disk_cut_short(size_t bytes);
/* sys/bus_dma.h (Core/Devices) */
enum { BUS_DMA_COULD_BOUNCE = 0x40 };

/* linux/kthread.h (Core/Threads) */
struct task_struct;
struct task_struct *_Nullable kthread_run(
    int (*function)(void *_Nullable), void *_Nullable argument, const char *name);
int kthread_stop(struct task_struct *thread);
void schedule(void);

/* kmsan_case.h (Core/SelfTest) */
void machine_nmi(void (*handler)(void *_Nullable), void *_Nullable argument);
void machine_exception(void (*handler)(void *_Nullable), void *_Nullable argument);
void machine_interrupts_off(void);
void machine_interrupts_on(void);
unsigned machine_processor_count(void);
unsigned machine_processor(void);
_Bool machine_run_on(
    unsigned processor, void (*function)(void *_Nullable), void *_Nullable argument);
_Bool machine_start_on(
    unsigned processor, void (*function)(void *_Nullable), void *_Nullable argument);
void machine_wait_for(unsigned processor);
void *_Nullable machine_grow_map(size_t size);
void *_Nullable machine_direct_map(const void *memory);
uint64_t *_Nullable machine_page(const void *memory);

/* kmsan_case_registry.h: the cases of the image, which the build chooses, and their runner. */
struct case_entry {
  const char *name;
  void (*run)(void);
};
extern const struct case_entry case_table[];
extern const unsigned case_count;
unsigned case_run_all(int (*_Nullable is_wanted)(unsigned number));
void case_reset(void);

#pragma clang assume_nonnull end

#endif
