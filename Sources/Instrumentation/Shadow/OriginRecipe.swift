// How the origin of a value is found: a recipe, followed only where a report or a poisoned store
// needs it, so that the common path computes no origins.
//
// Source of the choice among operands: LLVM's pass takes the last poisoned operand; any is right,
// since each of them is uninitialized. We take the first.

import CLLVM
import KMSANABI
import LLVMIR

/// A way to compute an origin at any place that the operands' shadows dominate.
indirect enum OriginRecipe {
  /// Clean, or unknown: 0.
  case none
  /// An origin that was already computed.
  case value(Value)
  /// An origin that was read together with a value.
  case loaded(LoadedValue)
  /// The same, read where that lies when the recipe is followed; on cold paths only.
  case stored(LoadedValue)
  /// The same, looked up when the recipe is followed; on cold paths only.
  case memory(LoadedValue)
  /// The origin that came with an application's phi; its phi of origins is made on demand.
  case phi(Instruction)
  /// The origin of the first operand whose shadow is poisoned; the last one stands for "otherwise".
  case first([(shadow: Value, origin: OriginRecipe)])
  /// One of two, by a condition of the application.
  case select(condition: Value, OriginRecipe, OriginRecipe)
  /// The origin of a guarded shadow: a phi beside it, whose operand the shadow's cold path works out.
  /// Other cold paths follow the operands' recipe, while that is short.
  case guarded(by: Value, OriginRecipe, coldCost: Int)

  static func guarded(by shadow: Value, _ recipe: OriginRecipe) -> OriginRecipe {
    .guarded(by: shadow, recipe, coldCost: recipe.coldCost)
  }

  /// How many instructions following the recipe takes, about.
  var cost: Int {
    switch self {
    case .none, .value, .loaded, .stored, .memory, .phi, .guarded: 0
    case .first(let operands):
      operands.reduce(2 * (operands.count - 1)) { $0 + $1.origin.cost }
    case .select(_, let a, let b): 1 + a.cost + b.cost
    }
  }

  /// The same on a cold path.
  private var coldCost: Int {
    switch self {
    case .none, .value, .loaded, .stored, .memory, .phi: 0
    case .first(let operands):
      operands.reduce(2 * (operands.count - 1)) { $0 + $1.origin.coldCost }
    case .select(_, let a, let b): 1 + a.coldCost + b.coldCost
    case .guarded(_, _, let coldCost): coldCost > Self.costMax ? 0 : coldCost
    }
  }

  var isNone: Bool {
    if case .none = self { return true }
    return false
  }

  /// Recipes beyond this cost are computed where they arise, which keeps growth linear.
  static let costMax = 8
}

extension FunctionInstrumenter {
  /// The recipe for an operation on several operands; operands that are certainly clean drop out.
  func recipe(of operands: [Value]) -> OriginRecipe {
    var parts: [(shadow: Value, origin: OriginRecipe)] = []
    for operand in operands {
      guard let shadow = shadow(of: operand), !shadow.isNull else { continue }
      let origin = origin(of: operand)
      if origin.isNone { continue }
      parts.append((shadow, origin))
    }
    return combine(parts)
  }

  func combine(_ parts: [(shadow: Value, origin: OriginRecipe)]) -> OriginRecipe {
    guard parts.count > 1 else { return parts.first?.origin ?? .none }
    return bounded(.first(parts))
  }

  /// The recipe itself, or its value computed here when it has grown too long.
  func bounded(_ recipe: OriginRecipe) -> OriginRecipe {
    recipe.cost > OriginRecipe.costMax ? .value(follow(recipe)) : recipe
  }

  /// Emits the recipe at the builder's position.
  func follow(_ recipe: OriginRecipe) -> Value {
    switch recipe {
    case .none: return module.originType.zero
    case .value(let value): return value
    case .loaded(let value): return value.origin.value
    case .stored(let value):
      if let arguments = amongArguments(value) { return callLocal(.originAmong, arguments) }
      return builder.load(
        module.originType, originPlace(of: value), alignment: Origin.granularity
      ).value
    case .memory(let value):
      let (chosen, arguments) = memoryArguments(value)
      return callLocal(.origin(chosen: chosen), arguments)
    case .phi(let phi): return originPhi(of: phi).value
    case .first(let operands):
      guard let last = operands.last else { return module.originType.zero }
      var result = follow(last.origin)
      for operand in operands.dropLast().reversed() {
        result = algebra.select(isPoisoned(operand.shadow), follow(operand.origin), result)
      }
      return result
    case .select(let condition, let a, let b):
      return algebra.select(condition, follow(a), follow(b))
    case .guarded(let shadow, let recipe, _):
      guard !recipe.isNone else { return module.originType.zero }
      return guardedOrigin(of: shadow, recipe).value
    }
  }

  /// The phi of origins beside a guarded shadow; its operands are added when the function is done.
  private func guardedOrigin(of shadow: Value, _ recipe: OriginRecipe) -> Instruction {
    if let known = values.originPhis.origin(ofShadow: shadow) { return known }
    let phi = Instruction(shadow.ref)
    let result = elsewhere(before: phi) { builder.phi(module.originType) }
    values.originPhis.add(result, ofShadow: phi, recipe)
    return result
  }

  /// The phi of origins beside an application's phi; its operands are added when the function is
  /// done.
  private func originPhi(of phi: Instruction) -> Instruction {
    if let known = values.originPhis.origin(ofPhi: phi) { return known }
    let result = elsewhere(before: phi) { builder.phi(module.originType) }
    values.originPhis.add(result, ofPhi: phi)
    return result
  }

  /// Gives every phi of origins its operands; following them may ask for further phis.
  func fillOriginPhis() {
    while !values.originPhis.isFilled {
      fillApplicationsPhis()
      fillGuardedOrigins()
    }
  }

  /// The origin of a clean shadow is never used: any value serves.
  private func fillGuardedOrigins() {
    while let (shadow, recipe) = values.originPhis.nextUnfilledShadow() {
      guard let result = values.originPhis.origin(ofShadow: shadow.value) else { continue }
      var known: Value?
      for (value, block) in shadow.incoming {
        if value.isNull {
          result.addIncoming(module.originType.zero, from: block)
          continue
        }
        if known == nil, let terminator = block.terminator {
          builder.position(before: terminator)
          known = follow(recipe)
        }
        result.addIncoming(known ?? module.originType.zero, from: block)
      }
    }
  }

  private func fillApplicationsPhis() {
    while let phi = values.originPhis.nextUnfilledPhi() {
      guard let result = values.originPhis.origin(ofPhi: phi) else { continue }
      // A switch may enter a block twice; both entries must then bring the same origin.
      var followed: [BasicBlock: Value] = [:]
      for (value, block) in phi.incoming {
        if let known = followed[block] {
          result.addIncoming(known, from: block)
          continue
        }
        guard let terminator = block.terminator, flow.index(of: block) != nil else {
          result.addIncoming(module.originType.zero, from: block)
          continue
        }
        builder.position(before: terminator)
        let origin = follow(origin(of: value))
        followed[block] = origin
        result.addIncoming(origin, from: block)
      }
    }
  }
}
