/* A value was loaded from freed memory, stored elsewhere, and is used there. */
#include <kmsan_case.h>

struct cache {
  long key, value, data[2];
};

static struct cache kept;

static __noinline void keep_value(const struct cache *cache) {
  kept.value = cache->value; //~ stored
}

CASE(value_kept) {
  struct cache *cache = kzalloc(sizeof(*cache), GFP_KERNEL);

  kfree(cache); //~ freed: malloc
  keep_value(OPAQUE(cache)); //~ calls stored
  USE(OPAQUE(&kept)->value); //~ report: use-after-free
}
