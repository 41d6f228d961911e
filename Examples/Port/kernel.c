/* The kernel: it answers a request, and forgets a field of the answer. Instrumented. */
#include "kernel.h"

struct answer {
  uint32_t length;
  uint32_t status;
};

static volatile uint32_t statistics;
static struct answer *pending;

/* A structure that is passed by value travels with its shadow. */
__attribute__((noinline)) static void count(struct answer answer) {
  statistics += answer.length;
}

__attribute__((noinline)) static struct answer *answer_request(uint32_t length) {
  struct answer *answer = kernel_allocate(sizeof(*answer));
  answer->length = length;
  return answer;
}
KERNEL_SYMBOL(answer_request);

/* Passes an uninitialized field along, while the kernel is about to pass an initialized one. */
static void handle_interrupt(void) { count(*pending); }

__attribute__((noinline)) static void send(const struct answer *answer) {
  kernel_interrupt(handle_interrupt);
  if (answer->status != 0) /* The mistake. */
    statistics++;
}
KERNEL_SYMBOL(send);

void kernel_main(void) {
  pending = answer_request(16);
  count((struct answer){.length = 1, .status = 0});
  send(pending);
}
KERNEL_SYMBOL(kernel_main);
