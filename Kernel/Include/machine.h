/* Single instructions of the processor, and the lock that is made of them. */
#ifndef KERNEL_MACHINE_H
#define KERNEL_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Ports */
static inline void port_write8(uint16_t port, uint8_t value) {
  __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}
static inline void port_write16(uint16_t port, uint16_t value) {
  __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}
static inline void port_write32(uint16_t port, uint32_t value) {
  __asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}
static inline uint8_t port_read8(uint16_t port) {
  uint8_t value;
  __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

/* Registers of devices in memory */
static inline void register_write32(uintptr_t address, uint32_t value) {
  __asm__ volatile("movl %0, (%1)" : : "r"(value), "r"(address) : "memory");
}
static inline uint32_t register_read32(uintptr_t address) {
  uint32_t value;
  __asm__ volatile("movl (%1), %0" : "=r"(value) : "r"(address) : "memory");
  return value;
}

/* Registers of the processor */
static inline void msr_write(uint32_t number, uint64_t value) {
  __asm__ volatile("wrmsr" : : "c"(number), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)));
}
static inline uint64_t msr_read(uint32_t number) {
  uint32_t low, high;
  __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(number));
  return (uint64_t)high << 32 | low;
}
static inline uint64_t page_table_root(void) {
  uint64_t value;
  __asm__ volatile("movq %%cr3, %0" : "=r"(value));
  return value;
}
static inline void set_page_table_root(uint64_t value) {
  __asm__ volatile("movq %0, %%cr3" : : "r"(value) : "memory");
}
static inline void forget_translation(uintptr_t address) {
  __asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}
static inline uintptr_t fault_address(void) {
  uintptr_t value;
  __asm__ volatile("movq %%cr2, %0" : "=r"(value));
  return value;
}
static inline uint64_t time_stamp(void) {
  uint32_t low, high;
  __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
  return (uint64_t)high << 32 | low;
}
/* Operand of lgdt and lidt. */
struct table_register {
  uint16_t limit;
  uint64_t base;
} __attribute__((packed));
static inline void load_interrupt_table(uintptr_t base, uint16_t limit) {
  struct table_register table = {limit, base};
  __asm__ volatile("lidt %0" : : "m"(table));
}
/* Loads the segments, with the code segment 8 and the data segment 16, and the task register. */
static inline void load_segment_table(uintptr_t base, uint16_t limit, uint16_t task) {
  struct table_register table = {limit, base};
  __asm__ volatile("lgdt %0\n\t"
                   "pushq $8\n\t"
                   "leaq 1f(%%rip), %%rax\n\t"
                   "pushq %%rax\n\t"
                   "lretq\n"
                   "1:\n\t"
                   "movl $16, %%eax\n\t"
                   "movl %%eax, %%ds\n\t"
                   "movl %%eax, %%es\n\t"
                   "movl %%eax, %%ss\n\t"
                   "ltr %1"
                   :
                   : "m"(table), "r"(task)
                   : "rax", "memory");
}

/* Interrupts */
static inline void interrupts_enable(void) { __asm__ volatile("sti" : : : "memory"); }
static inline void interrupts_disable(void) { __asm__ volatile("cli" : : : "memory"); }
/* Turns interrupts off; the result restores them as they were. */
static inline uint64_t interrupts_save(void) {
  uint64_t flags;
  __asm__ volatile("pushfq; popq %0; cli" : "=r"(flags) : : "memory");
  return flags;
}
static inline void interrupts_restore(uint64_t flags) {
  if (flags & 0x200)
    interrupts_enable();
}
/* The trap flag: after each instruction, the processor takes the exception VECTOR_DEBUG. */
#define TRAP_FLAG 0x100ul
static inline void trap_flag_set(void) {
  __asm__ volatile("pushfq; orq %0, (%%rsp); popfq" : : "i"(TRAP_FLAG) : "memory", "cc");
}
static inline void trap_flag_clear(void) {
  __asm__ volatile("pushfq; andq %0, (%%rsp); popfq" : : "i"(~TRAP_FLAG) : "memory", "cc");
}
static inline void software_interrupt(void) { __asm__ volatile("int $254" : : : "memory"); }
/* What no processor executes; 2 bytes. */
static inline void undefined_instruction(void) { __asm__ volatile("ud2" : : : "memory"); }
/* Waits for an interrupt with interrupts on; none is lost between the two instructions. */
static inline void wait_for_interrupt(void) { __asm__ volatile("sti; hlt; cli" : : : "memory"); }
static inline bool are_interrupts_on(void) {
  uint64_t flags;
  __asm__ volatile("pushfq; popq %0" : "=r"(flags) : : "memory");
  return flags & 0x200;
}
static inline void processor_pause(void) { __asm__ volatile("pause"); }
__attribute__((noreturn)) static inline void processor_halt(void) {
  for (;;)
    __asm__ volatile("cli; hlt" : : : "memory");
}

/* A lock that is held with interrupts off. It does not nest. */
struct lock {
  uint32_t is_held;
};
/* Returns what lock_release() needs to restore interrupts. */
static inline uint64_t lock_acquire(struct lock *_Nonnull lock) {
  uint64_t flags = interrupts_save();
  while (__atomic_exchange_n(&lock->is_held, 1, __ATOMIC_ACQUIRE))
    while (__atomic_load_n(&lock->is_held, __ATOMIC_RELAXED))
      processor_pause();
  return flags;
}
static inline void lock_release(struct lock *_Nonnull lock, uint64_t flags) {
  __atomic_store_n(&lock->is_held, 0, __ATOMIC_RELEASE);
  interrupts_restore(flags);
}

static inline uint32_t atomic_add32(uint32_t *_Nonnull word, uint32_t amount) {
  return __atomic_fetch_add(word, amount, __ATOMIC_SEQ_CST);
}
/* Sets the word if it is 0. Returns what it was. */
static inline uint32_t atomic_exchange_if_zero32(uint32_t *_Nonnull word, uint32_t value) {
  uint32_t old = 0;
  __atomic_compare_exchange_n(word, &old, value, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
  return old;
}
static inline uint32_t atomic_load32(const uint32_t *_Nonnull word) {
  return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}
static inline uint16_t atomic_load16(const uint16_t *_Nonnull word) {
  return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}
static inline void atomic_store16(uint16_t *_Nonnull word, uint16_t value) {
  __atomic_store_n(word, value, __ATOMIC_SEQ_CST);
}
static inline void atomic_store32(uint32_t *_Nonnull word, uint32_t value) {
  __atomic_store_n(word, value, __ATOMIC_SEQ_CST);
}

#endif
