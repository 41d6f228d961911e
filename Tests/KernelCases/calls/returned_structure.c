/* A structure is returned in registers, with one half that nobody set. */
#include <kmsan_case.h>

struct result {
  long error, value;
};

static __noinline struct result compute(long input, const struct result *raw) {
  struct result result = *raw;

  result.error = input;
  return result;
}

CASE(returned_structure) {
  struct result *raw = kmalloc(sizeof(*raw), GFP_KERNEL); //~ created: malloc
  struct result result = compute(0, OPAQUE(raw));

  USE(result.error);
  USE(result.value); //~ report: uninit-value
  kfree(raw);
}
