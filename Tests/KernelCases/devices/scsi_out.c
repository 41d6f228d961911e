/* The parameters of a command for a SCSI device were not all set.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(scsi_out) {
  uint8_t *data = malloc(24, M_DEVBUF, M_WAITOK); //~ created: malloc
  union ccb ccb = {
      .csio = {{XPT_SCSI_IO, CAM_DIR_OUT}, .data_ptr = data, .dxfer_len = 24},
  };

  memset(data, 0, 8);
  memset(data + 12, 0, 12);
  xpt_action(&ccb); //~ report: uninit-value, bytes 8-11 of 24, check xpt_action
  free(data, M_DEVBUF);
}
