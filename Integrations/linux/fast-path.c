// SPDX-License-Identifier: GPL-2.0
/*
 * The fast path for Linux's own runtime (mm/kmsan), linked into every object by the pass; see
 * Docs/FastPath.md. A function kmsan_fast_x is called in place of the hook __msan_x.
 *
 * Where the metadata of a page lies hardly ever changes: struct page learns it during boot, and the
 * metadata of vmalloc and module space, and of the CPU entry area, is a matter of arithmetic. So
 * one table remembers the pages that were asked for, and the runtime is called for the others.
 * Pages without metadata are not remembered, nor are those that may still change. After the runtime
 * has switched itself off it reports nothing, so that old entries do no harm.
 *
 * Nothing here takes a lock, calls instrumented code, or looks at the task: it is safe in any
 * context in which the hooks are.
 */

#include <linux/kmsan.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/sched.h>

/* What a look-up returns. */
struct metadata {
	void *shadow;
	void *origin;
};

struct metadata __msan_metadata_ptr_for_load_1(void *address);
struct metadata __msan_metadata_ptr_for_load_n(void *address, u64 size);
struct metadata __msan_metadata_ptr_for_store_1(void *address);
struct metadata __msan_metadata_ptr_for_store_n(void *address, u64 size);
struct kmsan_context_state *__msan_get_context_state(void);

/*
 * Saves its caller's registers, so that a call costs the instrumented code little. The section is
 * named because the linker keeps one copy of each function, and would put a section of its own
 * among those that are freed after boot.
 */
#define CHEAP notrace __section(".text") __attribute__((preserve_most))
#define TAIL __attribute__((musttail))

/*
 * A word of the table says where one kind of metadata of one page lies. Its upper TAG_BITS are
 * those of the page's address, as far as the place in the table does not tell them; the lower ones
 * are the difference (by exclusive or) between the two page numbers. Shadow and origin have a word
 * each, each with its tag, so that a reader may meet a writer at any time.
 */
#define ADDRESS_BITS 48
#define INDEX_BITS 12
#define TAG_BITS (ADDRESS_BITS - PAGE_SHIFT - INDEX_BITS)
#define TAG_SHIFT (BITS_PER_LONG - TAG_BITS)

struct entry {
	unsigned long shadow;
	unsigned long origin;
};

/* Tags of a hole in the address space that Linux leaves to hypervisors. */
#define NOBODY (1ul << (BITS_PER_LONG - 1))

struct entry __section(".data") kmsan_fast_pages[1 << INDEX_BITS] = {
	[0 ... (1 << INDEX_BITS) - 1] = { NOBODY, NOBODY },
};

static __always_inline struct entry *entry_of(void *address)
{
	return &kmsan_fast_pages[(unsigned long)address >> PAGE_SHIFT & ((1 << INDEX_BITS) - 1)];
}

/* The address with its tag uppermost. */
static __always_inline unsigned long tagged(void *address)
{
	return (unsigned long)address << (BITS_PER_LONG - ADDRESS_BITS);
}

static __always_inline bool is_representable(void *address)
{
	/* With five levels of page tables an address may be longer. */
	return !IS_ENABLED(CONFIG_X86_5LEVEL) ||
	       (long)tagged(address) >> (BITS_PER_LONG - ADDRESS_BITS) == (long)address;
}

static __always_inline void *decode(unsigned long word, void *address)
{
	unsigned long difference = word << TAG_BITS >> TAG_BITS << PAGE_SHIFT;

	return (void *)((unsigned long)address ^ difference);
}

static __always_inline unsigned long encode(void *metadata, void *address)
{
	unsigned long tag = tagged(address) >> TAG_SHIFT << TAG_SHIFT;
	unsigned long difference = tagged(metadata) ^ tagged(address);

	return tag | difference >> (BITS_PER_LONG - ADDRESS_BITS + PAGE_SHIFT);
}

/* Finds the metadata of a byte in the table. */
static __always_inline bool find(void *address, struct metadata *found)
{
	struct entry *entry = entry_of(address);
	unsigned long shadow = READ_ONCE(entry->shadow);
	unsigned long origin = READ_ONCE(entry->origin);

	if (unlikely(!is_representable(address) ||
		     ((shadow ^ tagged(address)) | (origin ^ tagged(address))) >> TAG_SHIFT))
		return false;
	found->shadow = decode(shadow, address);
	found->origin = decode(origin, address);
	/* Keeps the compiler from aligning a copy of the address, which takes one more register. */
	OPTIMIZER_HIDE_VAR(found->origin);
	found->origin = PTR_ALIGN_DOWN(found->origin, sizeof(u32));
	return true;
}

/*
 * What was reserved early in boot may be given to the page allocator until the end of boot
 * (memblock_free_late), and gets other metadata then, or none. Only the direct map leads there.
 */
static __always_inline bool may_change(void *address)
{
	unsigned long offset = (unsigned long)address - PAGE_OFFSET;

	return system_state < SYSTEM_FREEING_INITMEM && offset < VMALLOC_START - PAGE_OFFSET &&
	       test_bit(PG_reserved, &virt_to_page(address)->flags);
}

/* Asks the runtime. Loads and stores differ only where there is no metadata. */
static __always_inline struct metadata ask(void *address, bool stores)
{
	struct metadata for_load = __msan_metadata_ptr_for_load_1(address);
	struct metadata for_store = __msan_metadata_ptr_for_store_1(address);
	struct entry *entry = entry_of(address);

	if (for_load.shadow == for_store.shadow && is_representable(address) &&
	    !may_change(address)) {
		WRITE_ONCE(entry->shadow, encode(for_load.shadow, address));
		WRITE_ONCE(entry->origin, encode(for_load.origin, address));
	}
	return stores ? for_store : for_load;
}

CHEAP struct metadata kmsan_fast_ask_for_load(void *address);
CHEAP noinline struct metadata kmsan_fast_ask_for_load(void *address)
{
	return ask(address, false);
}

CHEAP struct metadata kmsan_fast_ask_for_store(void *address);
CHEAP noinline struct metadata kmsan_fast_ask_for_store(void *address)
{
	return ask(address, true);
}

CHEAP struct metadata kmsan_fast_metadata_ptr_for_load_1(void *address);
CHEAP struct metadata kmsan_fast_metadata_ptr_for_load_1(void *address)
{
	struct metadata found;

	if (likely(find(address, &found)))
		return found;
	TAIL return kmsan_fast_ask_for_load(address);
}

CHEAP struct metadata kmsan_fast_metadata_ptr_for_store_1(void *address);
CHEAP struct metadata kmsan_fast_metadata_ptr_for_store_1(void *address)
{
	struct metadata found;

	if (likely(find(address, &found)))
		return found;
	TAIL return kmsan_fast_ask_for_store(address);
}

/* Several bytes: what crosses into another page is the runtime's. */
static __always_inline bool crosses(void *address, u64 size)
{
	return offset_in_page(address) + size > PAGE_SIZE;
}

CHEAP struct metadata kmsan_fast_ask_for_load_n(void *address, u64 size);
CHEAP noinline struct metadata kmsan_fast_ask_for_load_n(void *address, u64 size)
{
	return crosses(address, size) ? __msan_metadata_ptr_for_load_n(address, size) :
					ask(address, false);
}

CHEAP struct metadata kmsan_fast_ask_for_store_n(void *address, u64 size);
CHEAP noinline struct metadata kmsan_fast_ask_for_store_n(void *address, u64 size)
{
	return crosses(address, size) ? __msan_metadata_ptr_for_store_n(address, size) :
					ask(address, true);
}

CHEAP struct metadata kmsan_fast_metadata_ptr_for_load_n(void *address, u64 size);
CHEAP struct metadata kmsan_fast_metadata_ptr_for_load_n(void *address, u64 size)
{
	struct metadata found;

	if (likely(!crosses(address, size) && find(address, &found)))
		return found;
	TAIL return kmsan_fast_ask_for_load_n(address, size);
}

CHEAP struct metadata kmsan_fast_metadata_ptr_for_store_n(void *address, u64 size);
CHEAP struct metadata kmsan_fast_metadata_ptr_for_store_n(void *address, u64 size)
{
	struct metadata found;

	if (likely(!crosses(address, size) && find(address, &found)))
		return found;
	TAIL return kmsan_fast_ask_for_store_n(address, size);
}

/* The block of the task, or of the processor in interrupts. */
__always_inline struct kmsan_context_state *kmsan_fast_get_context_state(void);
__always_inline struct kmsan_context_state *kmsan_fast_get_context_state(void)
{
	return likely(in_task()) ? &current->kmsan_ctx.cstate : __msan_get_context_state();
}
