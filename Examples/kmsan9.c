/* Four mistakes of the kinds that the manual page kmsan(9) shows in its example.
 *
 * A process asks for a summary of a record. Every mistake compiles without a warning and seems to
 * work. KMSAN names the line where the value decides or leaves the kernel, and where it comes from.
 */
#include <sys/malloc.h>
#include <sys/systm.h>

#include <kmsan_kernel.h>

struct request {
  uint32_t kind;
  uint32_t size;
};

struct summary {
  uint32_t length;
  uint16_t kind;
  /* Two bytes of padding, which no assignment writes. */
};

static unsigned truncated, failed;

static __noinline void count(unsigned *counter) { ++*counter; }

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

static __noinline uint32_t length_of(const char *record, uint32_t size) {
  uint32_t length = 0;

  /* 2. Nobody has written the memory that malloc() gave: it holds what was left there. */
  for (; length < size; length++)
    if (record[length] == '\0')
      break;
  return length;
}

static __noinline int summarize(const struct request *request, void *user) {
  struct summary summary;
  size_t limit;
  int error;

  /* 1. Not every kind has a limit, and then `limit` was never set. */
  find_limit(request->kind, &limit);
  if (request->size > limit)
    count(&truncated);

  char *record = malloc(request->size, M_TEMP, M_WAITOK);
  read_record(record, request->size, &error);
  summary.length = length_of(record, request->size);
  summary.kind = (uint16_t)request->kind;
  free(record, M_TEMP);

  /* 3. The padding of `summary` takes a part of the kernel's stack to the process. */
  copyout(&summary, user, sizeof(summary));

  /* 4. `error` was set only if there was one. To return it is no mistake yet: to use it is. */
  return error;
}

static __noinline void system_call(void *user) {
  struct request request;

  if (copyin(user, &request, sizeof(request)))
    return;
  if (summarize(&request, user))
    count(&failed);
}

/* The process. */
int main(void) {
  struct request *request = user_memory(sizeof(*request));

  request->kind = 2;
  request->size = 32;
  system_call(request);
  return 0;
}
