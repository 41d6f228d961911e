// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The heap of a test program of MemorySanitizer: memory is uninitialized when it is allocated and
// when it is freed. The linker's --wrap leads the program's malloc() and the like here; memory that
// the C library allocates for itself stays as it is. Every block of the program is in a table, with
// its exact size. This file is not instrumented.

#include <sanitizer/allocator_interface.h>

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <linux/kmsan-checks.h>
#include <sys/msan.h>

#include "kmsan_runtime.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void __real_free(void *memory);
size_t __real_malloc_usable_size(void *memory);
int __real_posix_memalign(void **memory, size_t alignment, size_t size);

// Blocks ----------------------------------------------------------------------------------------

struct block {
  const void *start;
  size_t size;
  struct block *next;
};

enum { BUCKETS = 1024 };
static struct block *buckets[BUCKETS];
static size_t allocated_bytes;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct block **find(const volatile void *start) {
  struct block **link = &buckets[(uintptr_t)start / 16 % BUCKETS];
  while (*link != NULL && (*link)->start != start) link = &(*link)->next;
  return link;
}

// Returns whether there is memory for one more block.
static bool add(const void *start, size_t size) {
  struct block *block = __real_malloc(sizeof(*block));
  if (block == NULL) return false;
  pthread_mutex_lock(&lock);
  struct block **link = find(start);
  *block = (struct block){start, size, *link};
  *link = block;
  allocated_bytes += size;
  pthread_mutex_unlock(&lock);
  return true;
}

static void forget(const void *start) {
  pthread_mutex_lock(&lock);
  struct block **link = find(start);
  struct block *block = *link;
  if (block != NULL) {
    *link = block->next;
    allocated_bytes -= block->size;
  }
  pthread_mutex_unlock(&lock);
  __real_free(block);
}

// Returns whether the block is the program's, and its size.
static bool measure(const volatile void *start, size_t *size) {
  pthread_mutex_lock(&lock);
  const struct block *block = *find(start);
  *size = block == NULL ? 0 : block->size;
  pthread_mutex_unlock(&lock);
  return block != NULL;
}

int __sanitizer_get_ownership(const volatile void *memory) {
  size_t size;
  return measure(memory, &size);
}

size_t __sanitizer_get_allocated_size(const volatile void *memory) {
  size_t size;
  measure(memory, &size);
  return size;
}

size_t __sanitizer_get_estimated_allocated_size(size_t size) { return size; }

size_t __sanitizer_get_current_allocated_bytes(void) {
  pthread_mutex_lock(&lock);
  size_t size = allocated_bytes;
  pthread_mutex_unlock(&lock);
  return size;
}

// Allocation ------------------------------------------------------------------------------------

static void *uninitialized(void *memory, size_t size, const void *frame) {
  if (memory == NULL) return NULL;
  if (!add(memory, size)) {
    __real_free(memory);
    return NULL;
  }
  kmsan_poison_allocated(memory, size, KMSAN_TYPE_MALLOC, frame);
  return memory;
}

void *__wrap_malloc(size_t size) {
  return uninitialized(__real_malloc(size), size, __builtin_frame_address(0));
}

void *__wrap_calloc(size_t count, size_t size) {
  void *memory = __real_calloc(count, size);
  if (memory != NULL && !add(memory, count * size)) {
    __real_free(memory);
    return NULL;
  }
  if (memory != NULL) kmsan_unpoison_memory(memory, count * size);
  return memory;
}

static void release(void *memory, const void *frame) {
  if (memory == NULL) return;
  size_t size = __real_malloc_usable_size(memory);
  forget(memory);
  kmsan_poison_freed(memory, size, KMSAN_TYPE_MALLOC, frame);
  __real_free(memory);
}

void __wrap_free(void *memory) { release(memory, __builtin_frame_address(0)); }

void *__wrap_realloc(void *memory, size_t size) {
  size_t known;
  // A block of the C library's own is as large as it is usable.
  if (!measure(memory, &known)) known = __real_malloc_usable_size(memory);
  void *larger = uninitialized(__real_malloc(size), size, __builtin_frame_address(0));
  if (larger == NULL) return NULL;
  if (known > size) known = size;
  if (known != 0) __msan_memmove(larger, memory, known);
  release(memory, __builtin_frame_address(0));
  return larger;
}

int __wrap_posix_memalign(void **memory, size_t alignment, size_t size) {
  int error = __real_posix_memalign(memory, alignment, size);
  if (error != 0) return error;
  kmsan_unpoison_memory(memory, sizeof(*memory));
  *memory = uninitialized(*memory, size, __builtin_frame_address(0));
  return *memory == NULL ? ENOMEM : 0;
}

size_t __wrap_malloc_usable_size(void *memory) {
  size_t size;
  return measure(memory, &size) ? size : __real_malloc_usable_size(memory);
}

// operator new and delete of C++, by their names of the Itanium ABI.
void *_Znwm(size_t size) {
  return uninitialized(__real_malloc(size), size, __builtin_frame_address(0));
}
void *_Znam(size_t size) {
  return uninitialized(__real_malloc(size), size, __builtin_frame_address(0));
}
void _ZdlPv(void *memory) { release(memory, __builtin_frame_address(0)); }
void _ZdaPv(void *memory) { release(memory, __builtin_frame_address(0)); }
void _ZdlPvm(void *memory, size_t size) { (void)size, release(memory, __builtin_frame_address(0)); }
void _ZdaPvm(void *memory, size_t size) { (void)size, release(memory, __builtin_frame_address(0)); }
