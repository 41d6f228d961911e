/* A structure is assigned to another, padding and all, which then goes to a process. */
#include <kmsan_case.h>

struct record {
  uint8_t kind;
  uint64_t value[3];
};

static __noinline void copy_record(struct record *to, const struct record *from) {
  *to = *from; //~ stored
}

CASE(leak_through_copy) {
  struct record *record = kmalloc(sizeof(*record), GFP_KERNEL); //~ created: malloc
  static struct record answer;
  void *user = user_memory(sizeof(answer));

  record->kind = 1;
  for (int i = 0; i < 3; i++)
    OPAQUE(record)->value[i] = 1;
  copy_record(&answer, record); //~ calls stored
  copyout(&answer, user, sizeof(answer)); //~ report: kernel-infoleak, bytes 1-7 of 32, check copyout
  kfree(record);
}
