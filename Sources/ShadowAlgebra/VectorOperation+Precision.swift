// What the rules of vector operations promise.

extension VectorOperation {
  /// The promise for operands of the given kinds. Shifts are exact for a clean amount, in both sets;
  /// psign is exact for a clean second operand, in ours.
  func precision(in rules: RuleSet, _ kinds: [OperandKind]) -> Precision {
    switch self {
    case .psllv, .psrlv, .psrav: kinds[1] == .unknown ? .sound : .exact
    case .psign where rules == .kmsan: kinds[1] == .unknown ? .sound : .exact
    default: Rule.vector(self).precision(in: rules)
    }
  }

  /// Why a rule of ours is not exact, and where it is nevertheless; nil for an exact rule.
  var remark: String? {
    switch self {
    case .packus, .pmovus, .ptestz, .ptestc, .pternlog: nil
    case .psllv, .psrlv, .psrav:
      "exact for a clean amount; with an uninitialized one, only 0 stays 0"
    case .packss:
      "exact where every filling stays in range or none does; otherwise the bits in which the "
        + "limit and the value differ are added"
    case .pavg: "made of two sums"
    case .psign:
      "exact for a clean second operand; otherwise the bits in which a, -a and 0 differ are added"
    case .pmulh, .pmulhu, .pmulhrs, .pmaddwd, .pmaddubsw:
      "as `mul`, from the lowest bit of each product that can change"
    case .psadbw: "the lesser and the greater number are taken to be independent"
    case .ptestnzc: "the two tests are taken to be independent"
    }
  }

  var llvmPrecision: Precision {
    switch self {
    case .psllv, .psrlv, .psrav, .packss, .packus, .pmaddwd, .pmaddubsw, .psadbw, .ptestz,
      .ptestc, .ptestnzc:
      .sound
    case .pmovus, .pavg, .psign, .pmulh, .pmulhu, .pmulhrs, .pternlog: .heuristic
    }
  }
}
