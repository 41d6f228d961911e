// The markers of regions, as Linux's releases write them.

import Instrumentation
import Testing

@Suite struct RegionMarkerTests {
  /// As instrumentation_begin() of Linux 7.3 leaves it, with the number of a type.
  private func annotated(_ type: Int) -> String {
    "7: nop\n\t.pushsection .discard.annotate_insn, \"M\", @progbits, 8; .long 7b - ., \(type);"
      + " .popsection"
  }

  @Test func sectionsOfTheirOwnAreMarkers() {
    let text = "12: nop\n\t.pushsection .discard.instr_begin\n\t.long 12b - .\n\t.popsection\n\t"
    #expect(RegionMarker(assembly: text) == .begin)
    #expect(RegionMarker(assembly: text.replacing("begin", with: "end")) == .end)
    #expect(RegionMarker(assembly: "/* .discard.instr_begin */") == .begin)
  }

  @Test func typesOfAnnotationsAreMarkers() {
    #expect(RegionMarker(assembly: annotated(3)) == .begin)
    #expect(RegionMarker(assembly: annotated(4)) == .end)
    for type in [0, 1, 2, 5, 6, 7, 8, 9, 13, 30, 34, 43] {
      #expect(RegionMarker(assembly: annotated(type)) == nil, "\(type)")
    }
  }

  @Test func theTypeIsReadFromItsEntry() {
    // The label's number is that of a type; the entry behind another section's is none.
    #expect(RegionMarker(assembly: annotated(2).replacing("7", with: "3")) == nil)
    #expect(RegionMarker(assembly: annotated(2) + "\n.long 1, 3") == nil)
    // An annotation of another kind may stand in front.
    #expect(RegionMarker(assembly: annotated(2) + "\n" + annotated(4)) == .end)
    #expect(RegionMarker(assembly: annotated(3).replacing("; ", with: "\n\t")) == .begin)
    #expect(RegionMarker(assembly: annotated(3).replacing("., 3", with: ".,3")) == .begin)
    let data = annotated(3).replacing("annotate_insn", with: "annotate_data")
    #expect(RegionMarker(assembly: data) == nil)
    #expect(RegionMarker(assembly: "") == nil)
    #expect(RegionMarker(assembly: ".pushsection .discard.annotate_insn") == nil)
  }
}
