/* What a SCSI device answered is initialized.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(scsi_in_silent) {
  uint8_t *data = malloc(36, M_DEVBUF, M_WAITOK);
  union ccb ccb = {
      .csio = {{XPT_SCSI_IO, CAM_DIR_IN}, .data_ptr = data, .dxfer_len = 36},
  };

  xpt_action(&ccb);
  USE(OPAQUE(data)[35]); //~ silent
  free(data, M_DEVBUF);
}
