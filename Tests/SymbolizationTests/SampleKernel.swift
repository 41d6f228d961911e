// A small program that stands for a kernel, compiled with debug information, and its module.

import Foundation
import KMSANReport
import TestSupport
import Testing

/// A compiled program with its source.
struct SampleKernel {
  /// Lines are counted in the tests.
  static let source = """
    typedef unsigned char u8;
    typedef unsigned int u32;
    typedef unsigned long u64;
    struct key { u8 algorithm; u32 bits; };
    struct reply {
      u32 length;
      u8 flags;
      u64 cookie;
      struct key key;
      u8 urgent : 3, level : 5;
    };
    volatile int turn;
    __attribute__((noinline)) long copy_out(void *to, const void *from, u64 size) {
      return turn++ + (from == to) + size;
    }
    static inline __attribute__((always_inline)) long send(struct reply *reply, void *user) {
      reply->length = sizeof(*reply);
      return copy_out(user, reply, sizeof(*reply)) + 1;
    }
    __attribute__((noinline)) long wb_ioctl(void *user) {
      struct reply reply;
      return send(&reply, user) + turn;
    }
    void _start(void) {
      wb_ioctl(0);
      for (;;) {}
    }

    """

  let folder: URL
  var path: String { folder.appending(path: "vmlinux").path(percentEncoded: false) }

  /// Compiles the program; `options` come last.
  init(
    in folder: URL, _ options: [String] = ["-g"], compiler: String = "clang-22",
    source text: String = SampleKernel.source
  ) async throws {
    self.folder = folder
    try folder.write(text, to: "sample.c")
    let base = ["-O1", "-nostdlib", "-static", "-fuse-ld=lld", "-Wl,--build-id"]
    let source = folder.appending(path: "sample.c").path(percentEncoded: false)
    let result = try await runCommand(compiler, base + options + ["-o", path, source])
    try #require(result.status == 0, "\(result.error)")
  }

  /// A frame in the middle of a function: behind the call of another one.
  func frame(_ caller: String, calling callee: String) async throws -> StackFrame {
    let code = try await runCommand(
      "llvm-objdump-22", ["-d", "--no-show-raw-insn", "--disassemble-symbols=\(caller)", path])
    let (start, size) = try await symbol(caller)
    let lines = code.output.split(separator: "\n")
    let call = try #require(lines.firstIndex { $0.contains("call") && $0.contains("<\(callee)>") })
    let behind = try #require(lines[call + 1].split(separator: ":").first)
    let address = try #require(UInt64(behind.drop { $0 == " " }, radix: 16))
    return StackFrame(function: caller, offset: address - start, size: size)
  }

  /// The address of a function.
  func start(of function: String) async throws -> UInt64 { try await symbol(function).start }

  private func symbol(_ function: String) async throws -> (start: UInt64, size: UInt64) {
    let symbols = try await runCommand("llvm-nm-22", ["-S", path])
    let symbol = try #require(
      symbols.output.split(separator: "\n").first { $0.hasSuffix(" \(function)") })
    let words = symbol.split(separator: " ")
    return (
      try #require(UInt64(words[0], radix: 16)), try #require(UInt64(words[1], radix: 16))
    )
  }
}
