/* Programs in user mode: what leaves the kernel and what comes in, and programs that go wrong. */
#include <kmsan_kernel.h>
#include <sys/systm.h>

#include "kernel_case.h"
#include "programs.h"

enum {
  CALL_LEAK = SYSTEM_CALL_CASES,
  CALL_RECORD,
  CALL_HALF,
  CALL_ARGUMENTS,
  CALL_POINTER,
  CALL_PAGE,
};

static void program_runs(void) {
  CASE_EXPECT(process_run("answer", program_answer, 41) == 42);
  CASE_EXPECT(process_run("status", program_status_call, 0) == 0);
}
KERNEL_CASE(program_runs, 0);

/* Three bytes behind the first field are whatever the stack had. */
static int64_t leak(uint64_t user, uint64_t second, uint64_t third) {
  struct program_status status;
  status.is_preemptible = 1;
  status.label = 2;
  status.microseconds = 3;
  return copyout(&status, (void *)user, sizeof(status));
}

static void padding_goes_to_a_program(void) {
  system_call_register(CALL_LEAK, leak);
  CASE_EXPECT(process_run("padding", program_call_with_heap, CALL_LEAK) == 0);
}
KERNEL_CASE(padding_goes_to_a_program, 1);

static int64_t take_record(uint64_t user, uint64_t second, uint64_t third) {
  struct case_record *record = kmalloc(sizeof(*record), GFP_KERNEL);
  int error = copyin((void *)user, record, sizeof(*record));
  for (int i = 0; i < 6; i++)
    case_use(record->words[i]);
  kfree(record);
  return -error;
}

/* What a program gives is initialized, whatever the memory was that it comes to. */
static void structure_from_a_program(void) {
  system_call_register(CALL_RECORD, take_record);
  CASE_EXPECT(process_run("structure", program_call_with_heap, CALL_RECORD) == 0);
}
KERNEL_CASE(structure_from_a_program, 0);

static int64_t take_half(uint64_t user, uint64_t second, uint64_t third) {
  struct case_record *record = kmalloc(sizeof(*record), GFP_KERNEL);
  int error = copyin((void *)user, record, sizeof(*record) / 2);
  case_use(record->words[2]);
  if (record->words[3] != 0)
    case_use(1);
  kfree(record);
  return -error;
}

static void half_of_a_structure(void) {
  system_call_register(CALL_HALF, take_half);
  CASE_EXPECT(process_run("half", program_call_with_heap, CALL_HALF) == 0);
}
KERNEL_CASE(half_of_a_structure, 1);

static struct case_record *uninitialized;
static volatile uint64_t sink;

CASE_FUNCTION uint64_t first_of(struct case_record record, struct case_pair pair) {
  return record.words[0] + pair.first;
}

/* Registers of a program are initialized, though the kernel's calls before were not. */
static int64_t use_arguments(uint64_t first, uint64_t second, uint64_t third) {
  if (first == 7 && second != 0)
    case_use(third);
  sink = first_of(*uninitialized, *(struct case_pair *)uninitialized);
  return (int64_t)(first + second + third);
}

static void arguments_are_initialized(void) {
  uninitialized = kmalloc(sizeof(*uninitialized), GFP_KERNEL);
  system_call_register(CALL_ARGUMENTS, use_arguments);
  CASE_EXPECT(process_run("arguments", program_calls, CALL_ARGUMENTS) == 0);
  kfree(uninitialized);
}
KERNEL_CASE(arguments_are_initialized, 0);

/* Every function answers every bad address, without a report. */
static int64_t use_pointer(uint64_t user, uint64_t second, uint64_t third) {
  char text[16];
  int32_t word;
  int64_t words;
  uint32_t seen;
  uint64_t seens;
  size_t done;
  void *bad = (void *)user;
  uint64_t failed = copyin(bad, text, 16) == EFAULT;
  failed += copyout(text, bad, 16) == EFAULT;
  failed += copyinstr(bad, text, 16, &done) == EFAULT;
  failed += copy_from_user(text, bad, 16) == 16;
  failed += copy_to_user(bad, text, 16) == 16;
  failed += fubyte(bad) == -1;
  failed += fuword16(bad) == -1;
  failed += fueword32(bad, &word) == -1;
  failed += fueword64(bad, &words) == -1;
  failed += subyte(bad, 1) == -1;
  failed += suword16(bad, 1) == -1;
  failed += suword32(bad, 1) == -1;
  failed += suword64(bad, 1) == -1;
  failed += casueword32(bad, 1, &seen, 2) == -1;
  failed += casueword64(bad, 1, &seens, 2) == -1;
  CASE_EXPECT(failed == 15);
  return failed == 15 ? -EFAULT : 0;
}

static void bad_pointers(void) {
  system_call_register(CALL_POINTER, use_pointer);
  CASE_EXPECT(process_run("pointers", program_bad_pointers, CALL_POINTER) == 0);
}
KERNEL_CASE(bad_pointers, 0);

/* The kernel's own address of a page of a program: what the program wrote is initialized, although
 * the memory was somebody's who left it uninitialized. */
static int64_t read_page(uint64_t user, uint64_t second, uint64_t third) {
  const volatile uint64_t *page = direct_map(user_physical(user));
  if (page[0] == 7)
    case_use(page[511]);
  return 0;
}

static void page_of_a_program(void) {
  for (int i = 0; i < 8; i++)
    kernel_memory_free(kernel_memory_allocate(PAGE_BYTES));
  system_call_register(CALL_PAGE, read_page);
  CASE_EXPECT(process_run("page", program_call_with_heap, CALL_PAGE) == 0);
}
KERNEL_CASE(page_of_a_program, 0);

/* Values and strings, in both directions. */
static void user_words(void) {
  char *user = user_memory(PAGE_BYTES);
  char text[16];
  size_t done;
  uint32_t seen;
  uint64_t seens;
  int32_t word;
  int64_t words;
  CASE_EXPECT(copyout("hello", user, 6) == 0);
  CASE_EXPECT(copyinstr(user, text, 16, &done) == 0);
  CASE_EXPECT(done == 6 && text[4] == 'o' && text[5] == 0);
  CASE_EXPECT(copyinstr(user, text, 3, &done) == ENAMETOOLONG && done == 3);
  CASE_EXPECT(subyte(user, 0x81) == 0 && fubyte(user) == 0x81);
  CASE_EXPECT(suword16(user, 0x8182) == 0 && fuword16(user) == 0x8182);
  CASE_EXPECT(suword32(user, -5) == 0 && fueword32(user, &word) == 0 && word == -5);
  CASE_EXPECT(suword64(user, -6) == 0 && fueword64(user, &words) == 0 && words == -6);
  CASE_EXPECT(suword64(user, 7) == 0);
  CASE_EXPECT(casueword32((uint32_t *)user, 7, &seen, 8) == 0 && seen == 7);
  CASE_EXPECT(casueword32((uint32_t *)user, 7, &seen, 9) == 1 && seen == 8);
  CASE_EXPECT(casueword64((uint64_t *)user, 8, &seens, 10) == 0 && seens == 8);
  CASE_EXPECT(casueword64((uint64_t *)user, 8, &seens, 11) == 1 && seens == 10);
}
KERNEL_CASE(user_words, 0);

/* A string that ends where user memory does, and one that does not end there. */
static void string_at_the_end(void) {
  char *user = user_memory(PAGE_BYTES);
  char text[16];
  size_t done;
  CASE_EXPECT(copyout("abc", user + PAGE_BYTES - 4, 4) == 0);
  CASE_EXPECT(copyinstr(user + PAGE_BYTES - 4, text, 16, &done) == 0 && done == 4);
  CASE_EXPECT(subyte(user + PAGE_BYTES - 1, 'd') == 0);
  CASE_EXPECT(copyinstr(user + PAGE_BYTES - 4, text, 16, &done) == EFAULT);
}
KERNEL_CASE(string_at_the_end, 0);

/* Each mistake ends its program, with a message, and nothing else. */
static void programs_that_fail(void) {
  static const char *const names[] = {"null-pointer", "kernel-pointer", "writes-code",
                                      "runs-data",    "runs-kernel",    "bad-code",
                                      "privileged",   "division",       "stack-overflow",
                                      "breakpoint",   "non-canonical"};
  for (uint64_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
    CASE_EXPECT(process_run(names[i], program_mistake, i) == PROCESS_FAILED);
  CASE_EXPECT(process_run("no-program", (user_program)8, 0) == PROCESS_FAILED);
  CASE_EXPECT(process_run("answer", program_answer, 1) == 2);
}
KERNEL_CASE(programs_that_fail, 0);

static void run_programs(void) {
  enum { PROGRAMS = 6 };
  struct process *processes[PROGRAMS];
  for (uint64_t i = 0; i < PROGRAMS; i++)
    processes[i] = process_start("sum", program_sum, i);
  for (uint64_t i = 0; i < PROGRAMS; i++)
    CASE_EXPECT(process_wait(processes[i]) == 0);
}

/* Programs at the same addresses, switched by the timer, by sleep and by system calls. They give
 * all their memory back; the first ones have made the threads that stay. */
static void programs_side_by_side(void) {
  run_programs();
  size_t before = frames_free_bytes();
  run_programs();
  CASE_EXPECT(frames_free_bytes() == before);
}
KERNEL_CASE(programs_side_by_side, 0);
