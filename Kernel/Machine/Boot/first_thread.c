/* The processor that boots and the thread that it boots in: they exist before anything runs. */
#include "processor.h"

struct thread boot_thread = {.name = "boot", .state = THREAD_RUNNING};

struct processor boot_processor = {
    .self = &boot_processor,
    .current = &boot_thread,
    .contexts = &boot_thread.contexts,
    .idle = &boot_thread,
};
