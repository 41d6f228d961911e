/* Pages of the maps of shadow and origins: which have memory, and how they lose it again. The maps are
 * reserved without memory (hosted.c), and the system gives a page when it is first written. */
#define _GNU_SOURCE
#include "hosted.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kmsan_machine_hosted.h"

enum { PAGE = 4096, RUN_MAX = 1024 * PAGE };

static const void *find_backed(const void *start, size_t *size) {
  static _Thread_local unsigned char resident[RUN_MAX / PAGE];
  uintptr_t page = (uintptr_t)start, end = page + *size;
  while (page < end) {
    size_t length = end - page < RUN_MAX ? end - page : RUN_MAX;
    if (mincore((void *)page, length, resident))
      return NULL;
    size_t first = 0, count = length / PAGE;
    while (first < count && !(resident[first] & 1))
      first++;
    size_t last = first;
    while (last < count && (resident[last] & 1))
      last++;
    if (first < last) {
      *size = (last - first) * PAGE;
      return (const void *)(page + first * PAGE);
    }
    page += length;
  }
  return NULL;
}

/* Signals that wait while pages are frozen: their handlers may write to the shadow. */
static _Thread_local sigset_t signals_before;

static void freeze(void *start, size_t size) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &signals_before);
  mprotect(start, size, PROT_READ);
}

static void release(void *start, size_t size) { madvise(start, size, MADV_DONTNEED); }

static void thaw(void *start, size_t size) {
  mprotect(start, size, PROT_READ | PROT_WRITE);
  pthread_sigmask(SIG_SETMASK, &signals_before, NULL);
}

const struct kmsan_metadata_pages hosted_metadata_pages = {
    .page_size = PAGE,
    .find_backed = find_backed,
    .freeze = freeze,
    .release = release,
    .thaw = thaw,
};

static struct sigaction fault_before;

/* A write to a frozen page is tried again until it is thawed; any other fault is the program's. */
static void on_fault(int signal, siginfo_t *info, void *context) {
  (void)context;
  if (hosted_is_metadata((uintptr_t)info->si_addr))
    sched_yield();
  else
    sigaction(signal, &fault_before, NULL);
}

bool hosted_wait_for_frozen_pages(void) {
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  return !sigaction(SIGSEGV, &action, &fault_before);
}

/* The next line of a file that starts at `*used` of the buffer; reads on as needed. */
struct lines {
  int descriptor;
  size_t size, used;
  char text[4096];
};

static char *next_line(struct lines *lines) {
  char *end;
  while (!(end = memchr(lines->text + lines->used, '\n', lines->size - lines->used))) {
    memmove(lines->text, lines->text + lines->used, lines->size -= lines->used);
    lines->used = 0;
    ssize_t got = read(
        lines->descriptor, lines->text + lines->size, sizeof lines->text - lines->size);
    if (got <= 0)
      return NULL;
    lines->size += (size_t)got;
  }
  *end = 0;
  char *line = lines->text + lines->used;
  lines->used = (size_t)(end - lines->text) + 1;
  return line;
}

void hosted_for_each_mapping(void (*body)(uintptr_t start, uintptr_t end)) {
  struct lines lines = {.descriptor = open("/proc/self/maps", O_RDONLY | O_CLOEXEC)};
  uintptr_t start, end;
  char *line, writable;
  while (lines.descriptor >= 0 && (line = next_line(&lines)))
    if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " r%c", &start, &end, &writable) == 3 &&
        writable == 'w' && !hosted_is_metadata(start))
      body(start, end);
  close(lines.descriptor);
}

size_t hosted_metadata_size(void) {
  struct lines lines = {.descriptor = open("/proc/self/smaps", O_RDONLY | O_CLOEXEC)};
  uintptr_t start = 0, end;
  size_t size = 0, kilobytes;
  char *line;
  while (lines.descriptor >= 0 && (line = next_line(&lines))) {
    if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &start, &end) == 2)
      continue;
    if (hosted_is_metadata(start) && sscanf(line, "Rss: %zu kB", &kilobytes) == 1)
      size += kilobytes * 1024;
  }
  close(lines.descriptor);
  return size;
}
