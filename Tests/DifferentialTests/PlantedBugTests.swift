// Planting bugs in the text of random programs.

import Differential
import SeededRandom
import Testing

@Suite struct PlantedBugTests {
  static let source = """
    #include "csmith.h"
    static uint32_t g_2 = 0x1L;
    static const int16_t g_3[2] = {1,2};
    static int8_t  func_1(void)
    {
        int32_t l_5 = 0x7L;
        int32_t *l_6 = &g_2;
        uint8_t l_7[3];
        for (l_5 = 0; (l_5 < 3); l_5++)
            g_2 = l_5;
        return g_2;
    }
    int main (int argc, char* argv[])
    {
        func_1();
        return 0;
    }
    """

  func planted(_ bug: PlantedBug, seed: UInt64 = 1) throws -> [Substring] {
    var generator = SeededGenerator(seed: seed)
    return try #require(bug.plant(in: Self.source, using: &generator)).split(separator: "\n")
  }

  @Test func onlyScalarsWithInitializersAreChosen() throws {
    for seed in 0..<20 as Range<UInt64> {
      let removed = try planted(.initializerRemoved, seed: seed)
      #expect(removed.contains("    int32_t l_5; /* planted */"))
      let poisoned = try planted(.localPoisoned, seed: seed)
      #expect(
        poisoned.contains(
          "    int32_t l_5 = 0x7L; kmsan_poison_memory((const void *)&l_5, sizeof(l_5), 0);"
            + " /* planted */"))
    }
  }

  @Test func globalsArePoisonedBeforeTheProgramStarts() throws {
    let lines = try planted(.globalPoisoned)
    let call = try #require(lines.firstIndex { $0.contains("&g_2") && $0.contains("planted") })
    #expect(lines[call + 1].contains("func_1();"))
  }

  @Test func aProgramWithoutAPlaceIsLeftAlone() {
    var generator = SeededGenerator(seed: 1)
    for bug in PlantedBug.allCases {
      #expect(bug.plant(in: "int main(void) { return 0; }", using: &generator) == nil)
    }
  }

  @Test func aSeedRepeatsItsNumbers() {
    var first = SeededGenerator(seed: 7)
    var second = SeededGenerator(seed: 7)
    #expect((0..<10).map { _ in first.next() } == (0..<10).map { _ in second.next() })
  }
}
