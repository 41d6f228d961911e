/* A SCSI device that does not know a command writes nothing.
 *
 * Places: kernel
 */
#include <kmsan_case.h>

CASE(scsi_refused) {
  const uint8_t command[16] = {[0] = 0xff};
  uint8_t *data = malloc(36, M_DEVBUF, M_WAITOK); //~ created: malloc
  union ccb ccb = {
      .csio = {
          {XPT_SCSI_IO, CAM_DIR_IN | CAM_CDB_POINTER},
          .data_ptr = data,
          .dxfer_len = 36,
          .cdb_ptr = command,
      }};

  xpt_action(&ccb);
  EXPECT(ccb.csio.error == 5 && ccb.csio.scsi_status == 2 && ccb.csio.resid == 36);
  USE(OPAQUE(data)[0]); //~ report: uninit-value
  free(data, M_DEVBUF);
}
