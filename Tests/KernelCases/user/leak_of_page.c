/* A page goes to a process, and its last bytes were not written. */
#include <kmsan_case.h>

CASE(leak_of_page) {
  char *page = (char *)__get_free_pages(GFP_KERNEL, 0); //~ created: kmem
  void *user = user_memory(4096);

  memset(page, 0, 4090);
  copyout(page, user, 4096); //~ report: kernel-infoleak, bytes 4090-4095 of 4096, check copyout
  free_pages((unsigned long)page, 0);
}
