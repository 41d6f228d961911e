/* A SCSI device answers with 16 bytes where 64 were asked for: REPORT LUNS of one unit.
 *
 * Places: kernel
 */
#include <kmsan_case.h>

CASE(scsi_in_short) {
  const uint8_t command[16] = {[0] = 0xa0, [9] = 64};
  uint8_t *data = malloc(64, M_DEVBUF, M_WAITOK); //~ created: malloc
  union ccb ccb = {
      .csio = {
          {XPT_SCSI_IO, CAM_DIR_IN | CAM_CDB_POINTER},
          .data_ptr = data,
          .dxfer_len = 64,
          .cdb_ptr = command,
      }};

  xpt_action(&ccb);
  EXPECT(ccb.csio.error == 0 && ccb.csio.resid == 48 && OPAQUE(data)[3] == 8);
  USE(OPAQUE(data)[16]); //~ report: uninit-value
  free(data, M_DEVBUF);
}
