/* A driver with the two mistakes that KMSAN was made for.
 *
 * parse_header() fills the flags of a header only when the message is long enough, and send() decides
 * by them. reply() copies a structure with a hole that kmalloc() left uninitialized, and the copy
 * leaves the kernel.
 */
#include <kmsan_kernel.h>

struct header {
  uint16_t length;
  uint16_t flags;
};

struct reply {
  uint8_t status;
  /* Three bytes of padding. */
  uint32_t sequence;
};

enum { FLAG_URGENT = 1 };

__attribute__((noinline)) static void parse_header(
    struct header *header, const uint8_t *message, int size) {
  header->length = message[0];
  if (size >= 4)
    header->flags = message[2];
}

__attribute__((noinline)) static void transmit(int length) {
  printk("transmitted at once: %d bytes\n", length);
}

__attribute__((noinline)) static void send(const struct header *header) {
  if (header->flags & FLAG_URGENT)
    transmit(header->length);
}

__attribute__((noinline)) static void copy_to_device(const void *data, size_t size) {
  kmsan_check_memory(data, size);
}

__attribute__((noinline)) static void reply(uint32_t sequence) {
  struct reply *answer = kmalloc(sizeof(*answer), GFP_KERNEL);
  if (!answer)
    return;
  answer->status = 0;
  answer->sequence = sequence;
  copy_to_device(answer, sizeof(*answer));
  kfree(answer);
}

int main(int argc, char **argv) {
  static const uint8_t message[] = {2, 0};
  struct header header;

  (void)argv;
  parse_header(&header, message, argc + 1);
  send(&header);
  reply(7);
  return 0;
}
