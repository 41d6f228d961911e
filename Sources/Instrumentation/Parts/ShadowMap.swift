// The shadows and origins of a function's values, and the phis among them that wait for their operands.

import LLVMIR

/// What was recorded of a function's values: one that has a shadow here may be uninitialized, one that has none
/// is clean.
struct ShadowMap {
  /// The values that need no shadow; nil before they are found, and in functions without checks.
  let clean: CleanValues?
  private var shadows: [Value: Value] = [:]
  private var origins: [Value: OriginRecipe] = [:]
  /// Phis of the application, each with that of its shadow, which has no operands yet.
  private(set) var phis: [(phi: Instruction, shadow: Instruction)] = []
  /// The values that were loaded with an origin.
  private(set) var loads: [LoadedValue] = []
  /// The shadows that a cold path works out, by their phi.
  private var guarded: [Value: GuardedShadow] = [:]

  /// The phis of origins.
  var originPhis = OriginPhis()

  init(clean: CleanValues? = nil) { self.clean = clean }

  /// The shadow that was recorded for a value.
  func shadow(of value: Value) -> Value? { shadows[value] }

  /// Where a value's uninitialized bits came from.
  func origin(of value: Value) -> OriginRecipe { origins[value] ?? .none }

  /// What works a shadow out on a cold path; nil for other shadows.
  func guardedShadow(of shadow: Value) -> GuardedShadow? { guarded[shadow] }

  /// Records the shadow of a value; a shadow that is not constantly zero has an origin.
  mutating func record(_ value: Value, shadow: Value, origin: OriginRecipe?) {
    shadows[value] = shadow
    if let origin { origins[value] = origin }
  }

  /// Records that the shadow of a phi is a phi, whose operands are to be added when all blocks have been visited.
  mutating func record(phi: Instruction, shadow: Instruction) { phis.append((phi, shadow)) }

  mutating func record(load: LoadedValue) { loads.append(load) }

  mutating func record(_ shadow: GuardedShadow) { guarded[shadow.phi.value] = shadow }
}
