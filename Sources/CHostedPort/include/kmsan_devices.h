/* Structures that carry memory to devices, reduced to what kmsan_check_bio(), kmsan_check_ccb() and
 * kmsan_check_mbuf() look at, and the functions that give them to a disk, a SCSI device and a network.
 * Names are FreeBSD's.
 *
 * A kernel keeps its own structures; its port describes them to the runtime in kmsan_port_segment(),
 * as Sources/HostedPort/Devices.swift does it for these.
 */
#ifndef KMSAN_DEVICES_H
#define KMSAN_DEVICES_H

#include <stddef.h>
#include <stdint.h>

#include <sys/msan.h>

/* A request to a disk: sys/bio.h. Memory that is read from the disk is not checked. */
#define BIO_READ 0x01
#define BIO_WRITE 0x02
struct bio {
  uint16_t bio_cmd;
  void *bio_data;
  long bio_bcount; /* bytes */
  int64_t bio_offset; /* on the disk, in bytes; a multiple of 512 */
  /* The answer: 0 or an error, and how many bytes were not transferred. */
  int32_t bio_error;
  long bio_resid;
};

/* A request to a SCSI device: cam/cam_ccb.h. Checked are requests whose data goes to the device. */
#define XPT_SCSI_IO 0x01
#define CAM_DIR_IN 0x40
#define CAM_DIR_OUT 0x80
#define CAM_CDB_POINTER 0x01
struct ccb_hdr {
  uint32_t func_code;
  uint32_t flags;
};
struct ccb_scsiio {
  struct ccb_hdr ccb_h;
  uint8_t *data_ptr;
  uint32_t dxfer_len; /* bytes */
  /* With CAM_CDB_POINTER, the command, 16 bytes, which transfers as many bytes as dxfer_len says. Without,
   * the start of the disk is read or written. */
  const uint8_t *cdb_ptr;
  /* The answer: 0 or an error, the device's status, how many bytes were not transferred. */
  int32_t error;
  uint32_t scsi_status;
  uint32_t resid;
};
union ccb {
  struct ccb_hdr ccb_h;
  struct ccb_scsiio csio;
};

/* A buffer of a network packet and those that follow it: sys/mbuf.h. */
struct mbuf {
  struct mbuf *m_next;
  char *m_data;
  int32_t m_len; /* bytes */
};

#ifdef __cplusplus
extern "C" {
#endif

/* What the devices do, behind the sanitizer's back: they read the memory, or write it. Those of a process
 * know no offsets, commands and errors, and write the numbers 1, 2, 3 and so on; so does the start of a
 * machine's disk, and a packet without a sender. */
void hosted_disk_transfer(struct bio *bio);
void hosted_scsi_transfer(union ccb *ccb);
void hosted_network_transfer(struct mbuf *packet, int is_in);
/* Sends a packet, and receives it in the other buffers; returns how many bytes of it had room there. */
long hosted_network_loop(struct mbuf *sent, struct mbuf *received);
/* A mistake on request: the next read of the disk writes no more than so many bytes, and says so. */
void hosted_disk_cut_short(size_t bytes);

#ifdef __cplusplus
}
#endif

/* Their calls stand where the functions are used, for reports too. */
#define HOSTED_DEVICE_INLINE static inline __attribute__((always_inline, nodebug, unused))

/* Does a request at once. What goes to the device is checked first, by the name of the function; what
 * comes from it is initialized afterwards. */
HOSTED_DEVICE_INLINE void disk_strategy(struct bio *bio) {
  kmsan_check_bio(bio, "disk_strategy");
  hosted_disk_transfer(bio);
  if (bio->bio_cmd & BIO_READ)
    kmsan_mark(bio->bio_data, (size_t)(bio->bio_bcount - bio->bio_resid), KMSAN_STATE_INITED);
}
HOSTED_DEVICE_INLINE void xpt_action(union ccb *ccb) {
  kmsan_check_ccb(ccb, "xpt_action");
  hosted_scsi_transfer(ccb);
  if (ccb->ccb_h.func_code == XPT_SCSI_IO && ccb->ccb_h.flags & CAM_DIR_IN)
    kmsan_mark(ccb->csio.data_ptr, ccb->csio.dxfer_len - ccb->csio.resid, KMSAN_STATE_INITED);
}
/* Sends a packet. */
HOSTED_DEVICE_INLINE void network_transmit(struct mbuf *packet) {
  kmsan_check_mbuf(packet, "network_transmit");
  hosted_network_transfer(packet, 0);
}
/* Receives a packet into a chain of buffers: all of them are filled. */
HOSTED_DEVICE_INLINE void network_receive(struct mbuf *packet) {
  hosted_network_transfer(packet, 1);
  for (struct mbuf *part = packet; part; part = part->m_next)
    kmsan_mark(part->m_data, (size_t)part->m_len, KMSAN_STATE_INITED);
}

/* Sends a packet, and receives it in another chain, of which the rest stays as it is. Returns its size. */
HOSTED_DEVICE_INLINE long network_loop(struct mbuf *sent, struct mbuf *received) {
  kmsan_check_mbuf(sent, "network_loop");
  long size = hosted_network_loop(sent, received), rest = size;
  for (struct mbuf *part = received; part && rest > 0; part = part->m_next) {
    long here = part->m_len < rest ? part->m_len : rest;
    kmsan_mark(part->m_data, (size_t)here, KMSAN_STATE_INITED);
    rest -= here;
  }
  return size;
}

#endif
