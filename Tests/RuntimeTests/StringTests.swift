// Interceptors of functions on strings: what they compute, what they check, what they copy.

import CRuntime
import RuntimeHosted
import Testing

#if canImport(Glibc)
  import Glibc
#endif

extension RuntimeTests {
  @Suite struct Strings {
    /// Writes a string and its terminating zero.
    private func write(_ text: String, to address: UnsafeMutableRawPointer) -> UnsafePointer<CChar>
    {
      for (index, byte) in (Array(text.utf8) + [0]).enumerated() {
        address.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
      }
      return UnsafePointer(address.assumingMemoryBound(to: CChar.self))
    }

    @Test func resultsAreThoseOfTheCLibrary() throws {
      let arena = try TestPort.reset()
      let texts = ["", "a", "ab", "abc", "abd", "b", "a\u{e9}", "abcdefgh"]
      for first in texts {
        let one = write(first, to: arena)
        #expect(kmsan_strlen(one) == strlen(one))
        for second in texts {
          let two = write(second, to: arena + 64)
          #expect(kmsan_strcmp(one, two).signum() == strcmp(one, two).signum())
          for size in [0, 1, 2, 3, 9] {
            #expect(kmsan_strnlen(one, size) == strnlen(one, size))
            #expect(kmsan_strncmp(one, two, size).signum() == strncmp(one, two, size).signum())
            #expect(kmsan_memcmp(one, two, size).signum() == memcmp(one, two, size).signum())
          }
        }
        #expect(kmsan_strnlen(one, -1) == strlen(one))
      }
      #expect(TestPort.console.isEmpty)
    }

    @Test func theBytesThatDecideAreChecked() throws {
      let arena = try TestPort.reset()
      let text = write("uninit", to: arena)
      let other = write("united", to: arena + 64)
      kmsan_poison_memory(arena + 5, 100, 0)
      kmsan_unpoison_memory(arena + 64, 7)
      TestPort.stack = [0x10b0]
      // The difference comes before the uninitialized bytes.
      _ = kmsan_strcmp(text, other)
      _ = kmsan_strncmp(text, other, 5)
      _ = kmsan_memcmp(text, other, 7)
      _ = kmsan_strnlen(text, 5)
      #expect(TestPort.console.isEmpty)
      _ = kmsan_strlen(text)
      #expect(TestPort.console.contains("Bytes 5-6 of 7 are uninitialized"))
      #expect(TestPort.console.contains("Check: strlen\n"))
      TestPort.stack = [0x10b1]
      _ = kmsan_memcmp(other, text, 3)
      _ = kmsan_strcmp(write("uninit", to: arena + 128), text)
      #expect(TestPort.console.contains("Check: strcmp\n"))
    }

    @Test func copiesBringTheirShadow() throws {
      let arena = try TestPort.reset()
      let text = write("copy", to: arena)
      let to = (arena + 64).assumingMemoryBound(to: CChar.self)
      kmsan_poison_memory(to, 16, 0)
      #expect(kmsan_strcpy(to, text) == to && strcmp(to, text) == 0)
      #expect(UnsafeMutableRawPointer(to).shadow(6) == [0, 0, 0, 0, 0, 255])
      kmsan_poison_memory(to, 16, 0)
      #expect(kmsan_strlcpy(to, text, 3) == 4 && strcmp(to, "co") == 0)
      #expect(UnsafeMutableRawPointer(to).shadow(4) == [0, 0, 0, 255])
      #expect(kmsan_strlcpy(to, text, 0) == 4 && kmsan_strlcpy(to + 8, text, 9) == 4)
      #expect(strcmp(to + 8, text) == 0 && TestPort.console.isEmpty)
      kmsan_poison_memory(arena + 2, 1, 0)
      TestPort.stack = [0x10b2]
      _ = kmsan_strcpy(to, text)
      #expect(TestPort.console.contains("Byte 2 of 5 is uninitialized"))
      #expect(UnsafeMutableRawPointer(to).shadow(5) == [0, 0, 255, 0, 0])
    }
  }
}
