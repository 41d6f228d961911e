/* Interceptors for bus_space(9). What is read from a device into memory becomes initialized; memory
 * that is written to a device is checked first. The functions on single values need none: the caller
 * checks a value that it passes, and one that comes from code without instrumentation is initialized.
 *
 * Instrumented sources include this file after the kernel's own header, whose functions it calls and
 * hides. Those of the kernel must not be instrumented. Forms with "stream" are other names of these.
 *
 * Source: FreeBSD 14, bus_space(9) and sys/kern/subr_msan.c.
 */
#ifndef KMSAN_BUS_SPACE_H
#define KMSAN_BUS_SPACE_H

#include <stddef.h>
#include <stdint.h>

#include "kmsan_runtime.h"

/* Their calls stand where the functions are used, for reports too. */
#define KMSAN_BUS_SPACE_INLINE static inline __attribute__((always_inline, nodebug, unused))

#define KMSAN_BUS_SPACE_FORM(form, width, type) \
  KMSAN_BUS_SPACE_INLINE void kmsan_bus_space_read_##form##_##width( \
      bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset, type *data, \
      bus_size_t count) { \
    bus_space_read_##form##_##width(tag, handle, offset, data, count); \
    kmsan_bus_space_read(data, width, count); \
  } \
  KMSAN_BUS_SPACE_INLINE void kmsan_bus_space_write_##form##_##width( \
      bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset, const type *data, \
      bus_size_t count) { \
    kmsan_bus_space_write(data, width, count); \
    bus_space_write_##form##_##width(tag, handle, offset, data, count); \
  }
#define KMSAN_BUS_SPACE_WIDTH(width, type) \
  KMSAN_BUS_SPACE_FORM(multi, width, type) \
  KMSAN_BUS_SPACE_FORM(region, width, type)

KMSAN_BUS_SPACE_WIDTH(1, uint8_t)
KMSAN_BUS_SPACE_WIDTH(2, uint16_t)
KMSAN_BUS_SPACE_WIDTH(4, uint32_t)

#define bus_space_read_multi_1 kmsan_bus_space_read_multi_1
#define bus_space_read_multi_2 kmsan_bus_space_read_multi_2
#define bus_space_read_multi_4 kmsan_bus_space_read_multi_4
#define bus_space_read_region_1 kmsan_bus_space_read_region_1
#define bus_space_read_region_2 kmsan_bus_space_read_region_2
#define bus_space_read_region_4 kmsan_bus_space_read_region_4
#define bus_space_write_multi_1 kmsan_bus_space_write_multi_1
#define bus_space_write_multi_2 kmsan_bus_space_write_multi_2
#define bus_space_write_multi_4 kmsan_bus_space_write_multi_4
#define bus_space_write_region_1 kmsan_bus_space_write_region_1
#define bus_space_write_region_2 kmsan_bus_space_write_region_2
#define bus_space_write_region_4 kmsan_bus_space_write_region_4

#endif
