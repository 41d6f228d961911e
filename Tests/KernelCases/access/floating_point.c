/* A floating-point number goes through memory and arithmetic.
 *
 * Places: hosted
 */
#include <kmsan_case.h>

CASE(floating_point) {
  double *number = kmalloc(2 * sizeof(double), GFP_KERNEL); //~ created: malloc

  number[0] = 1.5;
  USE(OPAQUE(number)[0] * 2 > 1);
  USE(OPAQUE(number)[0] + OPAQUE(number)[1] > 1); //~ report: uninit-value
  kfree(number);
}
