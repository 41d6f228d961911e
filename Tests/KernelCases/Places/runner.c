/* Runs cases one after the other and prints KTAP, with the reports in between. Needs only the port's
 * console. Not instrumented. */
#include <kmsan_case.h>
#include <kmsan_case_registry.h>
#include <kmsan_port.h>

/* Of the case that runs. */
static bool has_failed;
static const char *skip_reason;

static void print(const char *text) {
  size_t size = 0;
  while (text[size])
    size++;
  kmsan_port_console(text, size);
}

static void print_number(unsigned number) {
  char text[12];
  unsigned start = sizeof(text) - 1;
  text[start] = '\0';
  do
    text[--start] = (char)('0' + number % 10);
  while (number /= 10);
  print(text + start);
}

void case_fail(const char *file, int line, const char *condition) {
  has_failed = true;
  print("# ");
  print(file);
  print(":");
  print_number((unsigned)line);
  print(": not so: ");
  print(condition);
  print("\n");
}

void case_skip(const char *reason) { skip_reason = reason; }

static bool run(unsigned number, unsigned result) {
  has_failed = false;
  skip_reason = NULL;
  print("# begin ");
  print(case_table[number].name);
  print("\n");
  case_table[number].run();
  case_reset();
  print(has_failed ? "not ok " : "ok ");
  print_number(result);
  print(" ");
  print(case_table[number].name);
  if (skip_reason) {
    print(" # SKIP ");
    print(skip_reason);
  }
  print("\n");
  return !has_failed;
}

unsigned case_run_all(int (*is_wanted)(unsigned number)) {
  unsigned planned = 0, done = 0, failed = 0;
  for (unsigned i = 0; i < case_count; i++)
    planned += !is_wanted || is_wanted(i);
  print("KTAP version 1\n1..");
  print_number(planned);
  print("\n");
  for (unsigned i = 0; i < case_count; i++)
    if (!is_wanted || is_wanted(i))
      failed += !run(i, ++done);
  return failed;
}
