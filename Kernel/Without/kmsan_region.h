/* Regions mean nothing in a kernel without KMSAN. */
#define __kmsan_region_begin() ((void)0)
#define __kmsan_region_end() ((void)0)
