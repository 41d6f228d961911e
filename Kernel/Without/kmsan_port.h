/* Of the port, the runner of cases uses the console. */
#include <stddef.h>

#include <kmsan_runtime.h>

void console_write(const char *text, size_t size);
#define kmsan_port_console console_write
