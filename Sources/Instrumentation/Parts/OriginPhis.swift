// Phis of origins, which are made where a report or a poisoned store asks for one, and get their operands when the
// function is done.

import LLVMIR

/// The phis of origins of a function. Each stands beside the phi of the application, or of a guarded shadow,
/// whose origin it is.
struct OriginPhis {
  /// By the application's phi.
  private var ofPhis: [Instruction: Instruction] = [:]
  private var unfilledPhis: [Instruction] = []
  /// By the phi of a guarded shadow.
  private var ofShadows: [Value: Instruction] = [:]
  private var unfilledShadows: [(shadow: Instruction, recipe: OriginRecipe)] = []

  /// The phi of origins beside an application's phi, if it has been made.
  func origin(ofPhi phi: Instruction) -> Instruction? { ofPhis[phi] }

  /// The phi of origins beside a guarded shadow, if it has been made.
  func origin(ofShadow shadow: Value) -> Instruction? { ofShadows[shadow] }

  mutating func add(_ origin: Instruction, ofPhi phi: Instruction) {
    ofPhis[phi] = origin
    unfilledPhis.append(phi)
  }

  /// `recipe` gives the origin where the shadow is not clean.
  mutating func add(_ origin: Instruction, ofShadow shadow: Instruction, _ recipe: OriginRecipe) {
    ofShadows[shadow.value] = origin
    unfilledShadows.append((shadow, recipe))
  }

  /// Takes an application's phi whose origin has no operands yet.
  mutating func nextUnfilledPhi() -> Instruction? { unfilledPhis.popLast() }

  /// Takes a guarded shadow whose origin has no operands yet.
  mutating func nextUnfilledShadow() -> (shadow: Instruction, recipe: OriginRecipe)? {
    unfilledShadows.popLast()
  }

  var isFilled: Bool { unfilledPhis.isEmpty && unfilledShadows.isEmpty }
}
