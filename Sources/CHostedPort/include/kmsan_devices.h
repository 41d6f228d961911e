/* Structures that carry memory to devices, reduced to what kmsan_check_bio(), kmsan_check_ccb() and
 * kmsan_check_mbuf() look at. Names are FreeBSD's.
 *
 * A kernel keeps its own structures; its port describes them to the runtime in kmsan_port_segment(),
 * as Sources/HostedPort/Devices.swift does it for these.
 */
#ifndef KMSAN_DEVICES_H
#define KMSAN_DEVICES_H

#include <stdint.h>

/* A request to a disk: sys/bio.h. Memory that is read from the disk is not checked. */
#define BIO_READ 0x01
#define BIO_WRITE 0x02
struct bio {
  uint16_t bio_cmd;
  void *bio_data;
  long bio_bcount; /* bytes */
};

/* A request to a SCSI device: cam/cam_ccb.h. Checked are requests whose data goes to the device. */
#define XPT_SCSI_IO 0x01
#define CAM_DIR_IN 0x40
#define CAM_DIR_OUT 0x80
struct ccb_hdr {
  uint32_t func_code;
  uint32_t flags;
};
struct ccb_scsiio {
  struct ccb_hdr ccb_h;
  uint8_t *data_ptr;
  uint32_t dxfer_len; /* bytes */
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

#endif
