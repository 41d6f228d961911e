/* Padding that was cleared by memset() is no leak. */
#include <kmsan_case.h>

struct cleared_answer {
  char kind;
  int value;
};

CASE(padding_cleared) {
  struct cleared_answer answer;
  void *user = user_memory(sizeof(answer));

  memset(&answer, 0, sizeof(answer));
  answer.kind = 1;
  answer.value = 2;
  copyout(&answer, user, sizeof(answer)); //~ silent
}
