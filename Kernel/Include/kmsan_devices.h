/* Structures that carry memory to devices, and what gives them to a device. The names and the
 * meaning are those of the header of the same name in Sources/CHostedPort; a source has one of the
 * two. The first fields are the same, too; those behind them are this kernel's.
 */
#ifndef KMSAN_DEVICES_H
#define KMSAN_DEVICES_H

#include <stddef.h>
#include <stdint.h>

#include <sys/msan.h>

/* Errors of a request, in numbers of errno.h. */
enum device_error {
  DEVICE_DONE = 0,
  /* The device says that it failed, or did not answer in time. */
  DEVICE_FAILED = 5,
  DEVICE_MISSING = 6,
  /* The request makes no sense, or is too large. */
  DEVICE_REFUSED = 22,
};

/* A request to a disk: FreeBSD, sys/bio.h. */
#define BIO_READ 0x01
#define BIO_WRITE 0x02
struct bio {
  uint16_t bio_cmd;
  void *_Null_unspecified bio_data;
  long bio_bcount; /* bytes, at most 128 kB */
  /* Where on the disk, in bytes: a multiple of 512. */
  int64_t bio_offset;
  /* The answer: an error, and how many bytes were not transferred. */
  int32_t bio_error;
  long bio_resid;
};

/* A request to a SCSI device: FreeBSD, cam/cam_ccb.h. */
#define XPT_SCSI_IO 0x01
#define CAM_DIR_IN 0x40
#define CAM_DIR_OUT 0x80
struct ccb_hdr {
  uint32_t func_code;
  uint32_t flags;
};
struct ccb_scsiio {
  struct ccb_hdr ccb_h;
  uint8_t *_Null_unspecified data_ptr;
  uint32_t dxfer_len; /* bytes, at most 128 kB */
  /* The command, which transfers as many bytes as dxfer_len says. With code 0, the start of the
   * disk is read or written. */
  uint8_t cdb_bytes[16];
  /* The answer: an error, the device's status, and how many bytes were not transferred. */
  int32_t error;
  uint32_t scsi_status;
  uint32_t resid;
};
union ccb {
  struct ccb_hdr ccb_h;
  struct ccb_scsiio csio;
};

/* A buffer of a network packet and those that follow it: FreeBSD, sys/mbuf.h. */
struct mbuf {
  struct mbuf *_Null_unspecified m_next;
  char *_Null_unspecified m_data;
  int32_t m_len; /* bytes; 4096 in all */
};

/* What the devices do, behind the sanitizer's back. From threads only, with any number at a time;
 * each waits until the device is done, at most 10 seconds. (Core/Devices) */
void disk_transfer(struct bio *_Nonnull bio);
void scsi_transfer(union ccb *_Nonnull ccb);
/* Sends a packet from the first network card, which the second one receives into another: either
 * may be NULL. A packet of counted bytes stands in for the first, and without the second, what
 * arrives is dropped. Returns how many bytes were received; -1 without cards. */
long network_transfer(struct mbuf *_Nullable sent, struct mbuf *_Nullable received);
/* What there is. */
_Bool disk_is_there(void);
_Bool scsi_is_there(void);
_Bool network_is_there(void);
/* A mistake on request: the disk's next read writes no more than so many bytes, and says so. */
void disk_cut_short(size_t bytes);
/* How many requests the devices have done, and how often they have interrupted. */
uint64_t device_request_count(void);
uint64_t device_interrupt_count(void);

/* One operation each: reads 4096 bytes of the disk; sends 64 bytes, and receives them. */
void benchmark_disk_read(void);
void benchmark_packet(void);

/* The same for programs that know the first fields alone: they get the start of the disk, of any
 * size, and commands that fit the direction. */
void hosted_disk_transfer(struct bio *_Nonnull bio);
void hosted_scsi_transfer(union ccb *_Nonnull ccb);
void hosted_network_transfer(struct mbuf *_Nonnull packet, int is_in);

/* A flag of bus_dmamap_create() (sys/bus_dma.h): the device cannot reach the memory of drivers, and
 * uses a page in its place; at most 4096 bytes. */
#define KERNEL_DMA_BOUNCE 1

/* Calls of the functions below stand where those are used, for reports too. */
#define KERNEL_DEVICE_INLINE static inline __attribute__((always_inline, nodebug, unused))

/* Does a request. What goes to the device is checked first, by the name of the function; what came
 * from it is initialized afterwards. */
KERNEL_DEVICE_INLINE void disk_strategy(struct bio *_Nonnull bio) {
  kmsan_check_bio(bio, "disk_strategy");
  disk_transfer(bio);
  if (bio->bio_cmd & BIO_READ)
    kmsan_mark(bio->bio_data, (size_t)(bio->bio_bcount - bio->bio_resid), KMSAN_STATE_INITED);
}
KERNEL_DEVICE_INLINE void xpt_action(union ccb *_Nonnull ccb) {
  kmsan_check_ccb(ccb, "xpt_action");
  scsi_transfer(ccb);
  if (ccb->ccb_h.func_code == XPT_SCSI_IO && ccb->ccb_h.flags & CAM_DIR_IN)
    kmsan_mark(ccb->csio.data_ptr, ccb->csio.dxfer_len - ccb->csio.resid, KMSAN_STATE_INITED);
}
/* Sends a packet, which nobody receives. */
KERNEL_DEVICE_INLINE void network_transmit(struct mbuf *_Nonnull packet) {
  kmsan_check_mbuf(packet, "network_transmit");
  network_transfer(packet, NULL);
}
/* Marks the first bytes of a chain. */
KERNEL_DEVICE_INLINE void network_mark(struct mbuf *_Nonnull packet, long size) {
  for (struct mbuf *part = packet; part && size > 0; part = part->m_next) {
    size_t here = (size_t)(part->m_len < size ? part->m_len : size);
    kmsan_mark(part->m_data, here, KMSAN_STATE_INITED);
    size -= (long)here;
  }
}
/* Receives a packet that fills all of the buffers. */
KERNEL_DEVICE_INLINE void network_receive(struct mbuf *_Nonnull packet) {
  network_mark(packet, network_transfer(NULL, packet));
}
/* Sends a packet, and receives it in other buffers. Returns its size. */
KERNEL_DEVICE_INLINE long network_loop(
    struct mbuf *_Nonnull sent, struct mbuf *_Nonnull received) {
  kmsan_check_mbuf(sent, "network_loop");
  long size = network_transfer(sent, received);
  network_mark(received, size);
  return size;
}

#endif
