/* The fast path for the hosted runtime: metadata lies at a constant distance (kmsan_machine_hosted.h),
 * and the block of arguments and return values is the thread's own. Only the memory of a user process
 * has no metadata here.
 */
#define KMSAN_MACHINE_CONTEXTS
#include "kmsan_machine_hosted.h"

#define KMSAN_ORIGIN_DISTANCE KMSAN_HOSTED_ORIGIN_DISTANCE
#include "kmsan_linear_fast_path.h"
