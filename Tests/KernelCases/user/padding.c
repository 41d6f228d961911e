/* The padding of a structure goes to a process. */
#include <kmsan_case.h>

struct answer {
  char kind;
  int value;
};

CASE(padding) {
  struct answer answer; //~ created: local answer
  void *user = user_memory(sizeof(answer));

  answer.kind = 1;
  answer.value = 2;
  copyout(&answer, user, sizeof(answer)); //~ report: kernel-infoleak, bytes 1-3 of 8, check copyout
}
