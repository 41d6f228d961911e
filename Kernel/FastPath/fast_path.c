/* The fast path of the reference kernel: metadata lies at a constant distance (layout.h), and the block
 * of arguments and return values is that of the current thread's level. Only user memory has no
 * metadata; the kernel reaches it through functions in assembly alone, and a stray access to it ends
 * with a page fault.
 */
#include <kmsan_port.h>

#define KMSAN_ORIGIN_DISTANCE ORIGIN_DISTANCE
#include <kmsan_linear_fast_path.h>
