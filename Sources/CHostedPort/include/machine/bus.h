/* bus_space(9) for kernel-style programs that run in a process, and the one device on the bus. It is
 * made up, and small: just enough to be read from, written to, and to reach memory by itself
 * (sys/bus_dma.h). The sanitizer sees nothing of what happens in it.
 *
 * Addresses are offsets. Where there is no register, all bits read as 1 and writes are lost.
 *
 * Source: FreeBSD 14, bus_space(9).
 */
#ifndef KMSAN_MACHINE_BUS_H
#define KMSAN_MACHINE_BUS_H

#include <stddef.h>
#include <stdint.h>

typedef int bus_space_tag_t;
typedef uintptr_t bus_space_handle_t;
typedef uintptr_t bus_addr_t;
typedef size_t bus_size_t;

/* The bus, and the device on it. */
#define HOSTED_BUS ((bus_space_tag_t)0)
#define HOSTED_DEVICE ((bus_space_handle_t)0)

/* Registers of the device. */
#define HOSTED_DEVICE_ID 0x00 /* reads as HOSTED_DEVICE_ID_VALUE */
#define HOSTED_DEVICE_ID_VALUE 0x4b4d
#define HOSTED_DEVICE_FIFO 0x04    /* reads as 1, 2, 3 and so on; what is written adds to the sum */
#define HOSTED_DEVICE_SUM 0x08     /* the sum */
#define HOSTED_DEVICE_ADDRESS 0x10 /* of memory, 8 bytes */
#define HOSTED_DEVICE_LENGTH 0x18  /* of memory, in bytes */
#define HOSTED_DEVICE_COMMAND 0x1c /* a command, which is done at once */
#define HOSTED_DEVICE_RECEIVE 1    /* writes the memory, byte by byte as the FIFO reads */
#define HOSTED_DEVICE_TRANSMIT 2   /* reads the memory, and adds each byte to the sum */
#define HOSTED_DEVICE_MEMORY 0x100 /* memory of the device */
#define HOSTED_DEVICE_MEMORY_SIZE 0x100

#ifdef __cplusplus
extern "C" {
#endif

/* One access of `width` bytes at an address of the bus. */
uint64_t hosted_bus_read(bus_addr_t address, size_t width);
void hosted_bus_write(bus_addr_t address, size_t width, uint64_t value);
/* `count` accesses from or to memory, each `step` bytes after the one before. */
void hosted_bus_read_many(
    bus_addr_t address, size_t width, size_t step, void *data, bus_size_t count);
void hosted_bus_write_many(
    bus_addr_t address, size_t width, size_t step, const void *data, bus_size_t count);

#ifdef __cplusplus
}
#endif

/* Their calls stand where the functions are used, for reports too. */
#define HOSTED_BUS_INLINE static inline __attribute__((always_inline, nodebug, unused))

#define HOSTED_BUS_SINGLE(width, type) \
  HOSTED_BUS_INLINE type bus_space_read_##width( \
      bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset) { \
    (void)tag; \
    return (type)hosted_bus_read(handle + offset, width); \
  } \
  HOSTED_BUS_INLINE void bus_space_write_##width( \
      bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset, type value) { \
    (void)tag; \
    hosted_bus_write(handle + offset, width, value); \
  }
#define HOSTED_BUS_FORM(form, width, step, type) \
  HOSTED_BUS_INLINE void bus_space_read_##form##_##width( \
      bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset, type *data, \
      bus_size_t count) { \
    (void)tag; \
    hosted_bus_read_many(handle + offset, width, step, data, count); \
  } \
  HOSTED_BUS_INLINE void bus_space_write_##form##_##width( \
      bus_space_tag_t tag, bus_space_handle_t handle, bus_size_t offset, const type *data, \
      bus_size_t count) { \
    (void)tag; \
    hosted_bus_write_many(handle + offset, width, step, data, count); \
  }
#define HOSTED_BUS_WIDTH(width, type) \
  HOSTED_BUS_SINGLE(width, type) \
  HOSTED_BUS_FORM(multi, width, 0, type) \
  HOSTED_BUS_FORM(region, width, width, type)

HOSTED_BUS_WIDTH(1, uint8_t)
HOSTED_BUS_WIDTH(2, uint16_t)
HOSTED_BUS_WIDTH(4, uint32_t)
HOSTED_BUS_SINGLE(8, uint64_t)

#include <kmsan_bus_space.h>
#include <sys/bus_dma.h>

#endif
