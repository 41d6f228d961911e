/* A value goes through three places of memory. Every store is named, from the last to the first. */
#include <kmsan_case.h>

static long places[3];

static __noinline void store_first(const long *value) {
  places[0] = *value; //~ stored
}
static __noinline void store_second(void) {
  places[1] = OPAQUE(&places[0])[0] + 1; //~ stored
}
static __noinline void store_third(void) {
  places[2] = OPAQUE(&places[0])[1] * 2; //~ stored
}

CASE(many_stores) {
  long *value = kmalloc(sizeof(*value), GFP_KERNEL); //~ created: malloc

  store_first(OPAQUE(value)); //~ calls stored
  store_second(); //~ calls stored
  store_third(); //~ calls stored
  USE(OPAQUE(&places[0])[2]); //~ report: uninit-value
  kfree(value);
}
