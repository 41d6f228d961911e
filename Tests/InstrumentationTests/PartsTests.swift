// What the parts of the pass know of a function, on a function with two ways: entry, left, right, end.

import Instrumentation
import LLVMIR
import Testing

@Suite struct PartsTests {
  private let module: Module
  private let flow: Dominators
  /// Values by name.
  private var values: [String: Value] = [:]
  private var blocks: [String: Int] = [:]

  init() throws {
    module = try Module.parse(
      """
      define i32 @f(i1 %c, ptr %p, ptr %q) {
      entry:
        %a = load i32, ptr %p
        %b = load i32, ptr %q
        %ab = or i32 %a, %b
        br i1 %c, label %left, label %right
      left:
        %l = add i32 %a, 1
        br label %end
      right:
        %r = add i32 %ab, 1
        br label %end
      end:
        ret i32 %b
      }
      """)
    let function = try #require(module.functions.first)
    flow = Dominators(function)
    for (index, block) in flow.order.enumerated() {
      blocks[block.value.name] = index
      for instruction in block.instructions { values[instruction.value.name] = instruction.value }
    }
    for parameter in function.parameters { values[parameter.name] = parameter }
  }

  private func value(_ name: String) throws -> Value { try #require(values[name]) }
  private func block(_ name: String) throws -> Int { try #require(blocks[name]) }

  // MARK: Checks

  @Test func aCheckHoldsWhereItsBlockDominates() throws {
    var ledger = CheckLedger(flow)
    ledger.note(checked: try value("a"), in: try block("left"))
    #expect(ledger.isSettled(try value("a"), in: try block("left")))
    #expect(!ledger.isSettled(try value("a"), in: try block("right")))
    #expect(!ledger.isSettled(try value("a"), in: try block("end")))
    ledger.note(checked: try value("a"), in: try block("entry"))
    #expect(ledger.isSettled(try value("a"), in: try block("end")))
    ledger.checkInvariants()
  }

  @Test func aUnionIsCheckedForThePartsThatWereNot() throws {
    var ledger = CheckLedger(flow)
    let (a, b, union) = (try value("a"), try value("b"), try value("ab"))
    ledger.note(union, unionOf: [a, b, a])
    let entry = try block("entry")
    #expect(ledger.unchecked(union, in: entry) == [a, b])
    ledger.note(checked: a, in: entry)
    #expect(ledger.unchecked(union, in: try block("right")) == [b])
    #expect(!ledger.isSettled(union, in: entry))
    ledger.note(checked: b, in: entry)
    #expect(ledger.unchecked(union, in: entry) == [])
    ledger.checkInvariants()
  }

  @Test func whatIsComputedFromCheckedShadowsIsSettled() throws {
    var ledger = CheckLedger(flow)
    let (a, result) = (try value("a"), try value("l"))
    ledger.note(result, computedFrom: [a])
    #expect(ledger.unchecked(result, in: 0) == [result])
    ledger.note(checked: a, in: 0)
    #expect(ledger.isSettled(result, in: try block("left")))
    #expect(ledger.unchecked(result, in: try block("left")) == [])
  }

  @Test func aQueryChangesNothing() throws {
    var ledger = CheckLedger(flow)
    ledger.note(try value("ab"), unionOf: [try value("a"), try value("b")])
    for _ in 0..<2 {
      #expect(ledger.unchecked(try value("ab"), in: 0).count == 2)
      #expect(!ledger.isSettled(try value("ab"), in: 0))
    }
  }

  // MARK: Look-ups

  private func access(_ size: Int, _ alignment: Int) throws -> Access {
    Access(address: try value("p"), size: size, alignment: alignment)
  }

  @Test func aLookUpServesWhatItDominatesForSomeCalls() throws {
    var lookups = LookupLedger(flow)
    let (base, access) = (try value("p"), try access(4, 4))
    let unit = AlignedUnit(base: base, offset: 0, size: 4)
    let metadata = Metadata(shadow: try value("a"), origin: try value("b"))
    let left = WalkPlace(block: try block("left"), callCount: 1)
    lookups.note(metadata, of: unit, at: left)
    #expect(lookups.metadata(for: access, base, 0, at: left)?.1 == metadata)
    #expect(lookups.metadata(for: access, base, 4, at: left) == nil)
    let right = WalkPlace(block: try block("right"), callCount: 1)
    #expect(lookups.metadata(for: access, base, 0, at: right) == nil)
    for (calls, isKnown) in [(4, true), (5, false)] {
      let later = WalkPlace(block: try block("left"), callCount: calls)
      #expect((lookups.metadata(for: access, base, 0, at: later) != nil) == isKnown)
    }
  }

  @Test func anAccessShowsHowItsBaseIsAligned() throws {
    var lookups = LookupLedger(flow)
    let base = try value("p")
    let entry = WalkPlace()
    // Nothing is known of the base: the unit is the byte itself.
    #expect(lookups.unit(around: try access(1, 1), base, 3, at: entry)?.size == 1)
    // An access of eight aligned bytes at offset 16 shows that the base is a multiple of eight.
    lookups.note(try access(8, 8), base, 16, at: entry)
    let around = try #require(lookups.unit(around: try access(1, 1), base, 3, at: entry))
    #expect(around == AlignedUnit(base: base, offset: 0, size: 8))
    // One at an odd offset shows nothing.
    let other = try value("q")
    lookups.note(try access(8, 8), other, 4, at: entry)
    #expect(lookups.unit(around: try access(1, 1), other, 3, at: entry)?.size == 1)
  }

  @Test func aUnitNeverCrossesItsOwnAlignment() throws {
    var lookups = LookupLedger(flow)
    let base = try value("p")
    lookups.note(try access(8, 8), base, 0, at: WalkPlace())
    for offset in -16..<16 {
      for size in 1...8 {
        let unit = lookups.unit(around: try access(size, 1), base, offset, at: WalkPlace())
        guard let unit else { continue }
        #expect(unit.offset <= offset && offset + size <= unit.offset + unit.size)
        #expect(unit.offset % unit.size == 0)
      }
    }
  }

  // MARK: Context state and memory

  @Test func theContextStateIsAtHandWhereAllWaysBringIt() throws {
    var cache = ContextStateCache(blockCount: flow.order.count)
    let pointer = try value("p")
    func visit(_ name: String, _ body: (inout ContextStateCache) -> Void) throws -> Value? {
      cache.enter(try block(name), flow)
      let found = cache.current
      body(&cache)
      cache.leave(try block(name))
      return found
    }
    #expect(try visit("entry") { $0.remember(pointer) } == nil)
    let order = flow.order.map(\.value.name).filter { $0 == "left" || $0 == "right" }
    #expect(try visit(order[0]) { _ in } == pointer)
    #expect(try visit(order[1]) { $0.forget() } == pointer)
    #expect(try visit("end") { _ in } == nil)
  }

  @Test func originsInMemoryLastUntilAStretchEnds() throws {
    var memory = UndisturbedMemory(blockCount: flow.order.count)
    let load = Instruction(try value("a").ref)
    memory.enter(0, flow)
    memory.remember(load, isShared: false)
    #expect(memory.isUnchanged(since: load) && !memory.wouldBeKept(since: load))
    memory.noteHookCall()
    #expect(memory.wouldBeKept(since: load))
    memory.leave(0)
    // A block with one way in goes on with the stretch; one with two does not.
    memory.enter(try block("left"), flow)
    #expect(memory.isUnchanged(since: load))
    memory.end()
    #expect(!memory.isUnchanged(since: load))
    memory.leave(try block("left"))
    memory.enter(try block("end"), flow)
    #expect(!memory.isUnchanged(since: load))
  }
}
