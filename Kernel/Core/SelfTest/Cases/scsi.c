/* A disk behind a SCSI controller: commands in CCBs, which say what of the memory the device wrote.
 * */
#include <kmsan_kernel.h>

#include "kernel_case.h"

enum {
  SECTOR = 512,
  INQUIRY = 0x12,
  READ_10 = 0x28,
  WRITE_10 = 0x2a,
  REPORT_LUNS = 0xa0,
};

static const char *no_controller = "there is no SCSI controller";

CASE_FUNCTION union ccb command(uint8_t code, uint32_t direction, void *data, uint32_t size) {
  return (union ccb){.csio = {
                         .ccb_h = {XPT_SCSI_IO, direction},
                         .data_ptr = data,
                         .dxfer_len = size,
                         .cdb_bytes = {code},
                     }};
}

static void scsi_in_initializes(void) {
  CASE_NEEDS(scsi_is_there(), no_controller);
  uint8_t *data = kmalloc(36, GFP_KERNEL);
  union ccb ccb = command(INQUIRY, CAM_DIR_IN, data, 36);
  ccb.csio.cdb_bytes[4] = 36;
  xpt_action(&ccb);
  CASE_EXPECT(ccb.csio.error == DEVICE_DONE && ccb.csio.resid == 0);
  CASE_EXPECT(data[0] == 0 && memcmp(data + 8, "QEMU    ", 8) == 0);
  kfree(data);
}
KERNEL_CASE(scsi_in_initializes, 0);

/* The device knows one unit, and answers with 16 bytes where 64 are asked for. */
static void scsi_in_is_short(void) {
  CASE_NEEDS(scsi_is_there(), no_controller);
  uint8_t *data = kmalloc(64, GFP_KERNEL);
  union ccb ccb = command(REPORT_LUNS, CAM_DIR_IN, data, 64);
  ccb.csio.cdb_bytes[9] = 64;
  xpt_action(&ccb);
  CASE_EXPECT(ccb.csio.error == DEVICE_DONE && ccb.csio.resid == 48);
  CASE_EXPECT(data[3] == 8);
  if (*(volatile uint8_t *)&data[16] != 0)
    case_use(1);
  kfree(data);
}
KERNEL_CASE(scsi_in_is_short, 1);

static void scsi_out_of_uninitialized(void) {
  CASE_NEEDS(scsi_is_there(), no_controller);
  uint8_t *data = kmalloc(SECTOR, GFP_KERNEL);
  memset(data, 1, 8);
  memset(data + 12, 1, SECTOR - 12);
  union ccb ccb = command(WRITE_10, CAM_DIR_OUT, data, SECTOR);
  ccb.csio.cdb_bytes[8] = 1;
  xpt_action(&ccb);
  CASE_EXPECT(ccb.csio.error == DEVICE_DONE && ccb.csio.scsi_status == 0);
  kfree(data);
}
KERNEL_CASE(scsi_out_of_uninitialized, 1);

static void scsi_out_then_in(void) {
  CASE_NEEDS(scsi_is_there(), no_controller);
  uint8_t *data = kmalloc(2 * SECTOR, GFP_KERNEL);
  memset(data, 3, SECTOR);
  union ccb ccb = command(WRITE_10, CAM_DIR_OUT, data, SECTOR);
  ccb.csio.cdb_bytes[5] = 40;
  ccb.csio.cdb_bytes[8] = 1;
  xpt_action(&ccb);
  CASE_EXPECT(ccb.csio.error == DEVICE_DONE);
  ccb.csio.ccb_h.flags = CAM_DIR_IN;
  ccb.csio.cdb_bytes[0] = READ_10;
  ccb.csio.data_ptr = data + SECTOR;
  xpt_action(&ccb);
  CASE_EXPECT(ccb.csio.error == DEVICE_DONE && memcmp(data, data + SECTOR, SECTOR) == 0);
  kfree(data);
}
KERNEL_CASE(scsi_out_then_in, 0);

/* No command has this code: the device says so, and wrote nothing. */
static void scsi_refuses(void) {
  CASE_NEEDS(scsi_is_there(), no_controller);
  uint8_t *data = kmalloc(36, GFP_KERNEL);
  union ccb ccb = command(0xff, CAM_DIR_IN, data, 36);
  xpt_action(&ccb);
  CASE_EXPECT(ccb.csio.error == DEVICE_FAILED && ccb.csio.scsi_status == 2);
  CASE_EXPECT(ccb.csio.resid == 36);
  if (*(volatile uint8_t *)&data[0] != 0)
    case_use(1);
  kfree(data);
}
KERNEL_CASE(scsi_refuses, 1);
