/* A callee frees memory that its caller goes on to use. */
#include <kmsan_case.h>

struct job {
  long number;
  int state, result;
  long data[2];
};

static __noinline void finish_job(struct job *job) {
  if (job->state == 0)
    kfree(job); //~ freed: malloc
}

CASE(freed_in_callee) {
  struct job *job = kzalloc(sizeof(*job), GFP_KERNEL);

  finish_job(job); //~ calls created
  USE(OPAQUE(job)->result); //~ report: use-after-free
}
