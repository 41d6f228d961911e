// Atomics, bus space and direct memory access in drivers: each program has one mistake.

import TestSupport
import Testing

@Suite struct InterceptorTests {
  /// A counter of a structure that nobody initialized; its other fields were.
  @Test func anAtomicOperationOnUninitializedMemoryIsReported() async throws {
    let result = try await runKernelProgram(
      """
      struct softc { unsigned references; uint16_t flags; unsigned long bytes; uint32_t state; };
      int main(void) {
        struct softc *sc = malloc(sizeof(*sc), M_DEVBUF, M_WAITOK);
        uint32_t idle = 1;
        atomic_store_rel_int(&sc->references, 1);
        atomic_store_16(&sc->flags, 0);
        atomic_store_32(&sc->state, 0);
        atomic_add_int(&sc->references, 2);
        atomic_set_16(&sc->flags, 6);
        atomic_clear_16(&sc->flags, 2);
        printf("%u %u\\n", atomic_fetchadd_int(&sc->references, 4), atomic_load_16(&sc->flags));
        printf("%d", atomic_fcmpset_32(&sc->state, &idle, 2));
        printf(" %u", idle);
        printf(" %d", atomic_fcmpset_32(&sc->state, &idle, 2));
        printf(" %d\\n", atomic_testandset_32(&sc->state, 33));
        atomic_add_long(&sc->bytes, 1500);
        printf("%d\\n", atomic_load_acq_int(&sc->references) == 7 && sc->state == 2);
        return 0;
      }
      """)
    #expect(result.output == "3 4\n0 0 1 1\n1\n")
    #expect(result.status == 2 && kinds(result) == ["uninit-value"], "\(result.error)")
    #expect(lines(result, after: "Check: ") == ["atomic_add"])
    #expect(result.error.contains("|   atomic_add_long(&sc->bytes, 1500);"))
    #expect(result.error.contains("Memory type: malloc"))
  }

  /// What replaces a word without looking at it initializes it; its value is the caller's.
  @Test func aStoreInitializesAndAValueIsChecked() async throws {
    let result = try await runKernelProgram(
      """
      int main(void) {
        unsigned *word = malloc(sizeof(*word), M_TEMP, M_WAITOK), value;
        volatile unsigned *uninitialized = &value;
        atomic_store_int(word, 5);
        if (*word != 5 || atomic_swap_int(word, 6) != 5 || *word != 6) sink++;
        if (atomic_readandclear_int(word) != 6 || *word) sink++;
        atomic_store_int(word, *uninitialized);
        printf("%d\\n", sink);
        return 0;
      }
      """)
    #expect(result.status == 2 && result.output == "0\n" && kinds(result) == ["uninit-value"])
    #expect(result.error.contains("Local variable value created at"))
    #expect(lines(result, after: "Check: ").isEmpty)
  }

  /// A buffer that a device filled, and one of which the last byte was forgotten.
  @Test func memoryThatGoesToTheBusIsChecked() async throws {
    let result = try await runKernelProgram(
      """
      #define at HOSTED_BUS, HOSTED_DEVICE
      int main(void) {
        uint32_t words[4];
        uint8_t bytes[8], back[4];
        if (bus_space_read_2(at, HOSTED_DEVICE_ID) != HOSTED_DEVICE_ID_VALUE) sink++;
        bus_space_read_multi_4(at, HOSTED_DEVICE_FIFO, words, 4);
        printf("%u %u\\n", words[0], words[3]);
        bus_space_write_multi_4(at, HOSTED_DEVICE_FIFO, words, 4);
        printf("%u\\n", bus_space_read_4(at, HOSTED_DEVICE_SUM));
        for (int i = 0; i < 7; i++) bytes[i] = i;
        bus_space_write_region_1(at, HOSTED_DEVICE_MEMORY, bytes, 7);
        bus_space_read_region_1(at, HOSTED_DEVICE_MEMORY + 3, back, 4);
        printf("%u %x\\n", back[0] + back[3], bus_space_read_2(at, HOSTED_DEVICE_MEMORY + 1));
        bus_space_write_region_1(at, HOSTED_DEVICE_MEMORY, bytes, 8);
        return bus_space_read_1(at, 0x40) == 0xff ? 0 : 1;
      }
      """)
    #expect(result.output == "1 4\n10\n9 201\n")
    #expect(result.status == 2 && kinds(result) == ["uninit-value"], "\(result.error)")
    #expect(lines(result, after: "Check: ") == ["bus_space_write"])
    #expect(result.error.contains("Byte 7 of 8 is uninitialized"))
    #expect(
      result.error.contains("|   bus_space_write_region_1(at, HOSTED_DEVICE_MEMORY, bytes, 8);"))
  }

  /// The value of a register: the compiler's check of the argument.
  @Test func aValueForARegisterIsChecked() async throws {
    let result = try await runKernelProgram(
      """
      int main(void) {
        volatile uint32_t *value = kmalloc(4, GFP_KERNEL);
        bus_space_write_4(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_LENGTH, *value);
        return 0;
      }
      """)
    #expect(result.status == 2 && kinds(result) == ["uninit-value"], "\(result.error)")
  }

  static let driver = """
    static void loaded(void *error, bus_dma_segment_t *segment, int count, int code) {
      bus_space_write_8(
          HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_ADDRESS, segment->ds_addr);
      bus_space_write_4(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_LENGTH, segment->ds_len);
      *(int *)error = code || count != 1;
    }
    static void transfer(uint8_t *data, size_t size, int command, unsigned before, unsigned after) {
      bus_dmamap_t map;
      int error;
      if (bus_dmamap_create(HOSTED_DMA_TAG, 0, &map)) sink++;
      bus_dmamap_load(HOSTED_DMA_TAG, map, data, size, loaded, &error, 0);
      if (error) sink++;
      bus_dmamap_sync(HOSTED_DMA_TAG, map, before);
      bus_space_write_4(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_COMMAND, command);
      bus_dmamap_sync(HOSTED_DMA_TAG, map, after);
      bus_dmamap_unload(HOSTED_DMA_TAG, map);
      bus_dmamap_sync(HOSTED_DMA_TAG, map, before);
      bus_dmamap_destroy(HOSTED_DMA_TAG, map);
    }

    """

  /// The packet to send is two bytes longer than what was written into it.
  @Test func memoryThatADeviceReadsIsChecked() async throws {
    let result = try await runKernelProgram(
      Self.driver + """
        int main(void) {
          uint8_t *received = kmalloc(16, GFP_KERNEL), *sent = kmalloc(16, GFP_KERNEL);
          transfer(received, 16, HOSTED_DEVICE_RECEIVE, BUS_DMASYNC_PREREAD, BUS_DMASYNC_POSTREAD);
          memcpy(sent, received, 14);
          transfer(sent, 14, HOSTED_DEVICE_TRANSMIT, BUS_DMASYNC_PREWRITE, BUS_DMASYNC_POSTWRITE);
          printf("%u\\n", bus_space_read_4(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_SUM));
          transfer(sent, 16, 0, BUS_DMASYNC_PREREAD | BUS_DMASYNC_PREWRITE, BUS_DMASYNC_POSTWRITE);
          transfer(sent, 16, HOSTED_DEVICE_TRANSMIT, BUS_DMASYNC_PREWRITE, BUS_DMASYNC_POSTWRITE);
          return 0;
        }
        """)
    #expect(result.output == "105\n" && kinds(result) == ["uninit-value"], "\(result.error)")
    #expect(result.status == 2 && lines(result, after: "Check: ") == ["bus_dmamap_sync"])
    #expect(result.error.contains("Bytes 14-15 of 16 are uninitialized"))
  }

  /// Without POSTREAD, nobody says that the device wrote.
  @Test func aForgottenSynchronizationIsReported() async throws {
    let result = try await runKernelProgram(
      Self.driver + """
        int main(void) {
          uint8_t *data = kmalloc(4, GFP_KERNEL);
          transfer(data, 4, HOSTED_DEVICE_RECEIVE, BUS_DMASYNC_PREREAD, BUS_DMASYNC_POSTWRITE);
          if (data[0] != 1) sink++;
          return sink;
        }
        """)
    #expect(result.status == 2 && kinds(result) == ["uninit-value"])
    #expect(lines(result, after: "Check: ").isEmpty)
  }

  @Test func anOperationThatThereIsNotIsReported() async throws {
    let result = try await runKernelProgram(
      Self.driver
        + "int main(void) { char c = 1; transfer((uint8_t *)&c, 1, 0, 16, 15); return c; }")
    let message = "bus_dmamap_sync: there is no operation 0x10; nothing was checked or initialized"
    // At both of its calls.
    #expect(lines(result, after: "Invalid call: ") == [message, message], "\(result.error)")
  }

  @Test func theHeadersAreThoseOfCPlusPlusToo() async throws {
    try await withTemporaryFolder { folder in
      try folder.write(
        """
        #include <kmsan_kernel.h>
        #include <kmsan_port.h>
        #include <linux/kthread.h>
        #include <machine/atomic.h>
        #include <machine/bus.h>
        int main() {
          unsigned word;
          uint8_t bytes[2];
          atomic_store_int(&word, 3);
          atomic_add_acq_int(&word, 1);
          bus_space_read_multi_1(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_FIFO, bytes, 2);
          return atomic_load_acq_int(&word) + bytes[1];
        }
        """, to: "a.cpp")
      let result = try await run([Products.path("kmsan"), "run", "a.cpp"], in: folder)
      #expect(result.status == 6 && result.error.isEmpty, "\(result.error)")
    }
  }
}
