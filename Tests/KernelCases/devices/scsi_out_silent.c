/* Only what goes to the device counts: not the memory behind it, and not the command itself.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(scsi_out_silent) {
  uint8_t *data = malloc(24, M_DEVBUF, M_WAITOK);
  union ccb *ccb = malloc(sizeof(*ccb), M_DEVBUF, M_WAITOK);

  memset(data, 0, 8);
  ccb->ccb_h.func_code = XPT_SCSI_IO;
  ccb->ccb_h.flags = CAM_DIR_OUT;
  ccb->csio.data_ptr = data;
  ccb->csio.dxfer_len = 8;
  xpt_action(ccb); //~ silent
  free(ccb, M_DEVBUF);
  free(data, M_DEVBUF);
}
