/* printk() and snprintf(), reduced to what a kernel prints: d, i, u, x, p, s, c and %, with l, ll, z and
 * a width of digits that may begin with 0.
 *
 * Not instrumented: what is written is marked initialized as a whole.
 */
#include <stdarg.h>
#include <stdint.h>

#include <kmsan_kernel.h>

#include "kernel.h"

struct output {
  char *text;
  size_t room; /* with that of the terminating zero */
  size_t size; /* of the whole text, as far as it fits or not */
};

static void put(struct output *output, char byte) {
  if (output->size + 1 < output->room)
    output->text[output->size] = byte;
  output->size++;
}

static void put_number(
    struct output *output, uint64_t value, bool is_negative, unsigned base, unsigned width,
    char fill) {
  char digits[24];
  unsigned count = 0;
  do
    digits[count++] = "0123456789abcdef"[value % base];
  while (value /= base);
  if (is_negative && fill == '0')
    put(output, '-');
  for (unsigned i = count + is_negative; i < width; i++)
    put(output, fill);
  if (is_negative && fill != '0')
    put(output, '-');
  while (count)
    put(output, digits[--count]);
}

/* What stands between % and the letter. */
struct field {
  char fill;
  unsigned width, longs;
};

static const char *read_field(const char *format, struct field *field) {
  *field = (struct field){.fill = *format == '0' ? '0' : ' '};
  for (; *format >= '0' && *format <= '9'; format++)
    field->width = field->width * 10 + (unsigned)(*format - '0');
  for (; *format == 'l' || *format == 'z'; format++)
    field->longs++;
  return format;
}

static void format_text(struct output *output, const char *format, va_list arguments) {
  for (; *format; format++) {
    if (*format != '%') {
      put(output, *format);
      continue;
    }
    struct field field;
    format = read_field(format + 1, &field);
    switch (*format) {
    case 'd':
    case 'i': {
      int64_t value = field.longs ? va_arg(arguments, int64_t) : va_arg(arguments, int);
      uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
      put_number(output, size, value < 0, 10, field.width, field.fill);
      break;
    }
    case 'u':
    case 'x': {
      uint64_t value = field.longs ? va_arg(arguments, uint64_t) : va_arg(arguments, unsigned);
      put_number(output, value, false, *format == 'u' ? 10 : 16, field.width, field.fill);
      break;
    }
    case 'p': put_number(output, va_arg(arguments, uintptr_t), false, 16, 16, '0'); break;
    case 'c': put(output, (char)va_arg(arguments, int)); break;
    case 's':
      for (const char *text = va_arg(arguments, const char *); *text; text++)
        put(output, *text);
      break;
    default: put(output, *format);
    }
    if (!*format)
      return;
  }
}

int kernel_snprintf(char *text, size_t size, const char *format, ...) {
  struct output output = {.text = text, .room = size};
  va_list arguments;
  va_start(arguments, format);
  format_text(&output, format, arguments);
  va_end(arguments);
  if (size) {
    size_t end = output.size < size ? output.size : size - 1;
    text[end] = '\0';
    kmsan_unpoison_memory(text, end + 1);
  }
  return (int)output.size;
}

int printk(const char *format, ...) {
  char text[256];
  struct output output = {.text = text, .room = sizeof(text)};
  va_list arguments;
  va_start(arguments, format);
  format_text(&output, format, arguments);
  va_end(arguments);
  size_t size = output.size < sizeof(text) ? output.size : sizeof(text) - 1;
  console_write(text, size);
  return (int)size;
}
