// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The init program of a kernel under test. It uses the kernel a little, so that a boot says more
// than that the kernel reaches user space, prints `kmsan-init: done` and resets the machine.
// With the argument `measure` it counts what a few operations cost instead: run under QEMU's
// -icount shift=0 it prints guest instructions per operation.

#include "system.h"

#define PREFIX "kmsan-init: "
#define ARRAY_COUNT(array) (sizeof(array) / sizeof((array)[0]))

static char buffer[65536];
static int pipe_ends[2];
static int tmpfs_file;

// Tells what failed, and ends the run: a measurement of a failing call would mean nothing.
static void require(int holds, const char *what) {
  if (holds) return;
  struct line line = {0};
  add_text(&line, PREFIX "failed: ");
  add_text(&line, what);
  print_line(&line);
  call(SYS_reboot, 0xfee1dead, 672274793, 0x01234567, 0);
  for (;;) call(SYS_exit, 1);
}

// Operations ------------------------------------------------------------------------------------

static void get_parent(void) { call(SYS_getppid); }

static void stat_file(void) {
  char status[256];
  require(call(SYS_stat, "/proc/self/status", status) == 0, "stat");
}

static void read_proc_file(void) {
  long file = call(SYS_open, "/proc/version", 0, 0);
  require(file >= 0, "open /proc/version");
  require(call(SYS_read, file, buffer, 4096) > 0, "read /proc/version");
  call(SYS_close, file);
}

static void use_pipe(void) {
  require(call(SYS_write, pipe_ends[1], buffer, 4096) == 4096, "write to a pipe");
  require(call(SYS_read, pipe_ends[0], buffer, 4096) == 4096, "read from a pipe");
}

static void use_tmpfs(void) {
  call(SYS_lseek, tmpfs_file, 0, 0);
  require(call(SYS_write, tmpfs_file, buffer, 65536) == 65536, "write to tmpfs");
  call(SYS_lseek, tmpfs_file, 0, 0);
  require(call(SYS_read, tmpfs_file, buffer, 65536) == 65536, "read from tmpfs");
}

static void touch_pages(void) {
  enum { page_count = 16, page_size = 4096 };
  // Private and anonymous memory, readable and writable.
  char *pages = (char *)call(SYS_mmap, 0, page_count * page_size, 3, 0x22, -1, 0);
  require((unsigned long)pages < -4096UL, "mmap");
  for (int page = 0; page < page_count; page++) ((volatile char *)pages)[page * page_size] = 1;
  call(SYS_munmap, pages, page_count * page_size);
}

static void make_process(void) {
  long child = call(SYS_fork);
  if (child == 0)
    for (;;) call(SYS_exit, 0);
  require(child > 0, "fork");
  int status = 0;
  require(call(SYS_wait4, child, &status, 0, 0) == child, "wait");
}

struct operation {
  const char *name;
  void (*run)(void);
  int count;
};

static const struct operation operations[] = {
    {"getppid", get_parent, 1000},    {"stat", stat_file, 50},
    {"open-read-close", read_proc_file, 20}, {"pipe", use_pipe, 50},
    {"tmpfs", use_tmpfs, 10},         {"mmap", touch_pages, 10},
    {"fork", make_process, 5},
};

static void measure(const struct operation *operation) {
  operation->run();
  operation->run();
  uint64_t start = time_stamp();
  for (int i = 0; i < operation->count; i++) operation->run();
  uint64_t elapsed = time_stamp() - start;
  struct line line = {0};
  add_text(&line, PREFIX "measured ");
  add_text(&line, operation->name);
  add_text(&line, " ");
  add_number(&line, elapsed / operation->count);
  print_line(&line);
}

// Exercise --------------------------------------------------------------------------------------

// Reads files that gather state from all over the kernel. Those that are not there are skipped.
static void read_state(void) {
  static const char *const files[] = {
      "/proc/meminfo",       "/proc/stat",         "/proc/cpuinfo",  "/proc/interrupts",
      "/proc/mounts",        "/proc/vmstat",       "/proc/loadavg",  "/proc/filesystems",
      "/proc/self/maps",     "/proc/self/status",  "/proc/self/stat", "/proc/devices",
      "/proc/iomem",         "/proc/crypto",       "/proc/net/dev",  "/proc/net/tcp",
      "/proc/self/cgroup",   "/proc/diskstats",    "/proc/uptime",   "/proc/slabinfo",
      "/sys/kernel/uevent_seqnum",
  };
  for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
    long file = call(SYS_open, files[i], 0, 0);
    if (file < 0) continue;
    while (call(SYS_read, file, buffer, sizeof(buffer)) > 0) continue;
    call(SYS_close, file);
  }
}

// Takes the loopback device up and sends bytes over TCP to ourselves, when there is a network.
static void use_network(void) {
  long listener = call(SYS_socket, 2, 1, 0);
  if (listener < 0) return;
  struct {
    char name[16];
    short flags;
    char rest[22];
  } device = {"lo", 1, {0}};
  require(call(SYS_ioctl, listener, 0x8914, &device) == 0, "take the loopback device up");
  // The internet family, port 7 in network order, 127.0.0.1.
  struct {
    uint16_t family, port;
    uint32_t address;
    uint64_t zero;
  } address = {2, 0x0700, 0x0100007f, 0};
  require(call(SYS_bind, listener, &address, sizeof(address)) == 0, "bind");
  require(call(SYS_listen, listener, 1) == 0, "listen");
  long client = call(SYS_socket, 2, 1, 0);
  require(call(SYS_connect, client, &address, sizeof(address)) == 0, "connect");
  long server = call(SYS_accept, listener, 0, 0);
  require(server >= 0, "accept");
  require(call(SYS_write, client, buffer, 4000) == 4000, "write to TCP");
  require(call(SYS_read, server, buffer, 4000) > 0, "read from TCP");
  call(SYS_close, client);
  call(SYS_close, server);
  call(SYS_close, listener);
}

// Sends bytes through a local socket pair, when there are sockets.
static void use_sockets(void) {
  int pair[2];
  if (call(SYS_socketpair, 1, 1, 0, pair) == 0) {
    require(call(SYS_write, pair[0], buffer, 1000) == 1000, "write to a socket");
    require(call(SYS_read, pair[1], buffer, 1000) == 1000, "read from a socket");
    call(SYS_close, pair[0]);
    call(SYS_close, pair[1]);
  }
  use_network();
}

static void set_up(void) {
  call(SYS_mkdir, "/proc", 0755);
  call(SYS_mount, "proc", "/proc", "proc", 0, 0);
  call(SYS_mount, "sysfs", "/sys", "sysfs", 0, 0);
  require(call(SYS_mount, "tmpfs", "/tmp", "tmpfs", 0, 0) == 0, "mount tmpfs");
  require(call(SYS_pipe, pipe_ends) == 0, "pipe");
  // Read and write, create.
  tmpfs_file = call(SYS_open, "/tmp/file", 0102, 0600);
  require(tmpfs_file >= 0, "open on tmpfs");
}

__attribute__((used)) static void run(long *stack) {
  long argument_count = stack[0];
  char **arguments = (char **)(stack + 1);
  int measures = 0;
  for (long i = 1; i < argument_count; i++) measures |= is_same(arguments[i], "measure");

  set_up();
  for (size_t i = 0; i < ARRAY_COUNT(operations); i++) {
    if (measures)
      measure(&operations[i]);
    else
      operations[i].run();
  }
  if (!measures) {
    read_state();
    use_sockets();
  }
  struct line line = {0};
  add_text(&line, PREFIX "done");
  print_line(&line);
  call(SYS_reboot, 0xfee1dead, 672274793, 0x01234567, 0);
  for (;;) call(SYS_exit, 0);
}

__attribute__((naked, noreturn)) void _start(void) {
  __asm__("mov %rsp, %rdi\n\tand $-16, %rsp\n\tcall run\n\tud2");
}
