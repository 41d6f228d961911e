/* What a SCSI device says of itself: INQUIRY.
 *
 * Places: kernel
 */
#include <kmsan_case.h>

CASE(scsi_command_silent) {
  const uint8_t command[16] = {[0] = 0x12, [4] = 36};
  uint8_t *data = malloc(36, M_DEVBUF, M_WAITOK);
  union ccb ccb = {
      .csio = {
          {XPT_SCSI_IO, CAM_DIR_IN | CAM_CDB_POINTER},
          .data_ptr = data,
          .dxfer_len = 36,
          .cdb_ptr = command,
      }};

  xpt_action(&ccb);
  EXPECT(ccb.csio.error == 0 && ccb.csio.resid == 0);
  EXPECT(memcmp(data + 8, "QEMU    ", 8) == 0); //~ silent
  free(data, M_DEVBUF);
}
