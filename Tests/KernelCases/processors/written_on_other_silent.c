/* Another processor writes the memory before this one uses it.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static void write_on_other(void *memory) { memset(memory, 1, 64); }

CASE(written_on_other_silent) {
  char *memory = kmalloc(64, GFP_KERNEL);

  if (machine_run_on(1, write_on_other, memory))
    USE(OPAQUE(memory)[63]); //~ silent
  else
    case_skip("one processor");
  kfree(memory);
}
