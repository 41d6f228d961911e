// The address functions: do runtime and port have the same, are the distances those of one shadow byte
// for each byte and one origin for each four, and does nothing lie in something else?

import CRuntime

extension PortCheck {
  // MARK: - One machine header for runtime and port

  /// Compares the functions that the runtime was compiled with and those of the port, at one address.
  /// - Returns: whether they agree.
  @inline(never)
  mutating func compareAddresses(at address: UInt) -> Bool {
    let port = unsafe Port.functions
    let isCovered = Port.covers(address, size: 1)
    if unsafe port.pointee.covers(address, 1) != isCovered {
      reportStale("covers", address, isCovered ? 1 : 0, isCovered ? 0 : 1)
      return false
    }
    guard isCovered else { return true }
    let shadow = unsafe UInt(bitPattern: Port.shadow(address))
    let portShadow = unsafe UInt(bitPattern: port.pointee.shadow(address))
    if shadow != portShadow { reportStale("shadow", address, shadow, portShadow) }
    let origin = unsafe UInt(bitPattern: Port.origin(address))
    let portOrigin = unsafe UInt(bitPattern: port.pointee.origin(address))
    if origin != portOrigin { reportStale("origin", address, origin, portOrigin) }
    return shadow == portShadow && origin == portOrigin
  }

  /// Compares them at both ends of a range, and outside of it.
  mutating func compareEnds(of range: CoveredRange) -> Bool {
    compareAddresses(at: range.first) && compareAddresses(at: range.last)
      && compareAddresses(at: range.first &- 1) && compareAddresses(at: range.last &+ 1)
  }

  /// Compares the codes of one address.
  mutating func compareCodes(at address: UInt) {
    let code = UInt(kmsan_machine_encode_code(address))
    let portCode = unsafe UInt(Port.functions.pointee.encode_code(address))
    if code != portCode { return reportStale("encode_code", address, code, portCode) }
    let number = UInt32(truncatingIfNeeded: code)
    let decoded = kmsan_machine_decode_code(number)
    let portDecoded = unsafe Port.functions.pointee.decode_code(number)
    if decoded != portDecoded { reportStale("decode_code", code, decoded, portDecoded) }
  }

  @inline(never)
  private mutating func reportStale(
    _ function: StaticString, _ address: UInt, _ inRuntime: UInt, _ inPort: UInt
  ) {
    problem(
      """
      the runtime was compiled with another kmsan_machine.h than the port: compile it again with \
      `kmsan compile-runtime`
      """)
    var line = ReportLine()
    line.append("KMSAN: port: kmsan_machine_")
    line.append(function)
    line.append(" of ")
    line.append(hexadecimal: address)
    line.append(" is ")
    line.append(hexadecimal: inRuntime)
    line.append(" in the runtime and ")
    line.append(hexadecimal: inPort)
    line.append(" in the port")
    line.end()
  }

  // MARK: - Distances

  /// Checks the metadata addresses of every range, then that nothing overlaps.
  mutating func checkAddresses() {
    for index in 0..<rangeCount {
      guard let range = ranges[index] else { return }
      // Of wrong distances, overlaps are a consequence.
      guard checkShadow(of: range), checkOrigins(of: range) else { continue }
      checkMetadataIsNotCovered(range)
      for other in 0..<rangeCount {
        guard let other = ranges[other] else { return }
        checkOverlap(range, other)
      }
    }
  }

  /// The shadow of byte n lies n bytes behind the shadow of the first.
  private mutating func checkShadow(of range: CoveredRange) -> Bool {
    let base = range.address
    let shadow = unsafe UInt(bitPattern: Port.shadow(base))
    let others: InlineArray<4, UInt> = [base &+ 1, base &+ 8, range.first, range.last]
    for index in others.indices {
      let other = others[index]
      guard other >= range.first && other <= range.last else { continue }
      let otherShadow = unsafe UInt(bitPattern: Port.shadow(other))
      guard otherShadow &- shadow != other &- base else { continue }
      problem(
        """
        the shadow of % is at %, and that of % at %: these distances differ, but every byte has one \
        byte of shadow
        """, base, shadow, other, otherShadow)
      return false
    }
    return true
  }

  /// Four aligned bytes have one origin of four bytes, which is aligned.
  private mutating func checkOrigins(of range: CoveredRange) -> Bool {
    // A whole group of the range.
    let base = range.address &- range.first >= 4 ? range.address & ~3 : (range.first &+ 3) & ~3
    let origin = unsafe UInt(bitPattern: Port.origin(base))
    for byte in 0..<4 as Range<UInt> where base &+ byte <= range.last {
      let byteOrigin = unsafe UInt(bitPattern: Port.origin(base &+ byte))
      guard byteOrigin != origin || origin & 3 != 0 else { continue }
      problem(
        """
        the origin of % is at %, and that of % at %: four aligned bytes share one origin, whose \
        address must be rounded down to a multiple of 4
        """, base, origin, base &+ byte, byteOrigin)
      return false
    }
    let others: InlineArray<4, UInt> = [
      base &+ 4, base &+ 64, range.first & ~3, range.last & ~3,
    ]
    for index in others.indices {
      let other = others[index]
      guard other >= range.first && other <= range.last else { continue }
      let otherOrigin = unsafe UInt(bitPattern: Port.origin(other))
      guard otherOrigin &- origin != other &- base else { continue }
      problem(
        """
        the origin of % is at %, and that of % at %: these distances differ, but every four bytes \
        have four bytes of origin
        """, base, origin, other, otherOrigin)
      return false
    }
    return true
  }

  // MARK: - Places

  private mutating func checkMetadataIsNotCovered(_ range: CoveredRange) {
    let shadow = range.shadow &+ (range.address &- range.first)
    if Port.covers(shadow, size: 1) {
      problem(
        "the shadow of %, at %, has metadata itself: kmsan_machine_covers must be false there",
        range.address, shadow)
    }
    let origin = range.origin &+ (range.address &- range.first)
    if Port.covers(origin, size: 1) {
      problem(
        "the origin of %, at %, has metadata itself: kmsan_machine_covers must be false there",
        range.address, origin)
    }
  }

  /// Checks the metadata of a range against a second range, which may be the same, and its metadata.
  private mutating func checkOverlap(_ range: CoveredRange, _ other: CoveredRange) {
    if range.overlaps(range.shadow, with: other.first, of: other) {
      problem(
        "the shadow of the memory from % on, at %, overlaps memory with metadata, from % to %",
        range.first, range.shadow, other.first, other.last)
    }
    if range.overlaps(range.origin, with: other.first, of: other) {
      problem(
        "the origins of the memory from % on, at %, overlap memory with metadata, from % to %",
        range.first, range.origin, other.first, other.last)
    }
    if range.overlaps(range.shadow, with: other.origin, of: other) {
      problem(
        "the shadow of the memory from % on, at %, overlaps the origins of the memory from % on, at %",
        range.first, range.shadow, other.first, other.origin)
    }
    guard range.first < other.first else { return }
    if range.overlaps(range.shadow, with: other.shadow, of: other) {
      problem(
        "the shadow of the memory from % on, at %, overlaps the shadow of the memory from % on, at %",
        range.first, range.shadow, other.first, other.shadow)
    }
    if range.overlaps(range.origin, with: other.origin, of: other) {
      problem(
        """
        the origins of the memory from % on, at %, overlap the origins of the memory from % on, at %
        """, range.first, range.origin, other.first, other.origin)
    }
  }
}
