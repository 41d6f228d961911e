/* Programs in user mode, for cases of the reference kernel, which alone has them: such a case has
 * `Places: kernel`. The other headers are in Kernel/Include.
 */
#ifndef KMSAN_PROGRAMS_H
#define KMSAN_PROGRAMS_H

#include <kmsan_case.h>

#include <programs.h>
#include <user.h>

/* How much memory is free. */
size_t frames_free_bytes(void);

#endif
