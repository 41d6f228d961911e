/* Faults of the sanitizer's own code: of the runtime, and of what the pass added to the program. A fault on
 * metadata is one, because the program has no address there; so is one in a hook that does not touch the
 * program's memory. All others are left to the program. */
#define _GNU_SOURCE
#include "hosted.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

#include "kmsan_machine_hosted.h"
#include "kmsan_port.h"

enum { SIGNAL_COUNT = 3, NAME_MAX_BYTES = 128 };

static const int signals[SIGNAL_COUNT] = {SIGSEGV, SIGBUS, SIGILL};
static struct sigaction before[SIGNAL_COUNT];

bool hosted_is_metadata(uintptr_t address) {
  /* The maps lie behind one another. */
  return address - KMSAN_HOSTED_MAPS_START < 4 * KMSAN_HOSTED_MAP_SIZE;
}

static bool starts_with(const char *text, const char *start) {
  return !strncmp(text, start, strlen(start));
}

/* Whether a function is a hook, or a local function of the pass, that accesses nothing of the program. */
static bool is_own(const char *function) {
  return starts_with(function, "__msan_") && !starts_with(function, "__msan_mem");
}

static void on_fault(int signal, siginfo_t *info, void *context) {
  int index = 0;
  while (index < SIGNAL_COUNT - 1 && signals[index] != signal)
    index++;
  sigaction(signal, &before[index], NULL);
  if (info->si_code <= 0) { /* sent by another process, not caused by an access */
    raise(signal);
    return;
  }
  /* The fault happens again on return, and ends the process. */
  char function[NAME_MAX_BYTES + 1] = "", text[2 * NAME_MAX_BYTES];
  uintptr_t start, size, code = (uintptr_t)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
  function[kmsan_port_symbol(code, function, NAME_MAX_BYTES, &start, &size)] = 0;
  if (!hosted_is_metadata((uintptr_t)info->si_addr) && !is_own(function))
    return;
  int length = snprintf(
      text, sizeof text,
      "KMSAN: a fault in the sanitizer's own code, in %s on address %016" PRIxPTR
      ": a defect of the sanitizer, not of the program\n",
      *function ? function : "an unknown function", (uintptr_t)info->si_addr);
  hosted_write_error(text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
}

void hosted_explain_faults(void) {
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  for (int index = 0; index < SIGNAL_COUNT; index++)
    sigaction(signals[index], &action, &before[index]);
}
