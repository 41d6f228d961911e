/* What the kernel and its port know of each other. */
#ifndef KERNEL_H
#define KERNEL_H

#include <stddef.h>
#include <stdint.h>

/* Where the kernel begins. */
void kernel_main(void);

/* Memory from the kernel map; nothing is ever freed. */
void *kernel_allocate(size_t size);
/* Calls a handler as entry code does for an interrupt. */
void kernel_interrupt(void (*handler)(void));

/* Gives a function a name in reports. */
struct kernel_symbol {
  const char *name;
  const void *start;
};
#define KERNEL_SYMBOL(function) \
  __attribute__((section("kernel_symbols"), used)) static const struct kernel_symbol \
      symbol_of_##function = {#function, (const void *)function}

#endif
