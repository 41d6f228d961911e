/* The four mistakes of the example in the manual page kmsan(9): a condition, memory of malloc(),
 * padding that goes to a process, and an error that was never set.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct request {
  uint32_t kind;
  uint32_t size;
};

struct summary {
  uint32_t length;
  uint16_t kind;
  /* Two bytes of padding, which no assignment writes. */
};

/* Finds the limit of a kind of records, for kinds that have one. */
static __noinline void find_limit(uint32_t kind, size_t *limit) {
  if (kind == 1)
    *limit = 16;
}

/* Reads a record. Sets the error when there is one. */
static __noinline void read_record(char *record, size_t size, int *error) {
  if (size > 4096) {
    memset(record, 0, size);
    *error = EIO;
  }
}

static __noinline uint32_t length_of_record(const char *record, uint32_t size) {
  uint32_t length = 0;

  for (; length < size; length++)
    if (record[length] == '\0') //~ report 2: uninit-value
      break;
  return length;
}

static __noinline int summarize(const struct request *request, void *user) {
  struct summary summary; //~ created 3: local summary
  size_t limit; //~ created 1: local limit
  int error; //~ created 4: local error

  find_limit(request->kind, &limit);
  USE(request->size > limit); //~ report 1: uninit-value

  char *record = malloc(request->size, M_TEMP, M_WAITOK); //~ created 2: malloc
  read_record(record, request->size, &error);
  summary.length = length_of_record(record, request->size); //~ calls report 2
  summary.kind = (uint16_t)request->kind;
  free(record, M_TEMP);
  copyout(&summary, user, sizeof(summary)); //~ report 3: kernel-infoleak, bytes 6-7 of 8, check copyout
  return error;
}

static __noinline void answer_request(void *user) {
  struct request request;

  if (copyin(user, &request, sizeof(request)))
    return;
  USE(summarize(&request, user)); //~ calls report 1-3, created 1-4; report 4: uninit-value
}

CASE(kmsan9) {
  struct request request = {.kind = 2, .size = 32};
  void *user = user_memory(sizeof(request));

  EXPECT(copyout(&request, user, sizeof(request)) == 0);
  answer_request(user); //~ calls report 1-4, created 2
}
