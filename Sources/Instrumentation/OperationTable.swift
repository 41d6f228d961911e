// What the pass does with each operation of LLVM IR, in one row: the visitor, what is checked before it and as what,
// where an uninitialized result may come from, and whether origins in memory may be written. An operation without a
// row is treated strictly: its operands are checked and its result is clean.
//
// Intrinsics have the same properties, by their handling (IntrinsicTable.swift).

import CLLVM
import KMSANABI
import LLVMIR

/// Where an uninitialized result of an operation may come from.
enum ResultSource {
  /// From nowhere: the result is initialized.
  case none
  /// From the operands.
  case operands
  /// From the operands, with our rules; LLVM's rules take the result for initialized.
  case operandsByOurRules
  /// From the memory at the first operand.
  case memory
  /// From memory that the instruction also writes, at the first operand.
  case updatedMemory
  /// From the callee.
  case callee
}

/// Whether an operation, as instrumented, may write origins in memory.
enum OriginWrite {
  case never
  case always
  /// When the stored value may be poisoned, or the store is atomic.
  case ofStoredValue
}

/// A row of the table.
struct OperationEntry: Sendable {
  /// An operand that is checked before the operation is visited.
  struct Check: Sendable {
    let operand: Int
    let operation: CheckedOperation
    /// Addresses are checked only with the option `address-checks`.
    let isAddress: Bool

    static func address(_ operand: Int, _ operation: CheckedOperation) -> Check {
      Check(operand: operand, operation: operation, isAddress: true)
    }

    static func value(_ operand: Int, _ operation: CheckedOperation) -> Check {
      Check(operand: operand, operation: operation, isAddress: false)
    }
  }

  let visit: @Sendable (FunctionInstrumenter, Instruction) -> Void
  let check: Check?
  let result: ResultSource
  let writes: OriginWrite

  init(
    _ result: ResultSource = .none, check: Check? = nil, writes: OriginWrite = .never,
    visit: @escaping @Sendable (FunctionInstrumenter, Instruction) -> Void = { _, _ in }
  ) {
    self.visit = visit
    self.check = check
    self.result = result
    self.writes = writes
  }
}

/// The rows, by opcode.
enum OperationTable {
  /// The row of an opcode; that of operations without one otherwise.
  static func entry(of opcode: LLVMOpcode) -> OperationEntry {
    let index = Int(opcode.rawValue)
    return entries.indices.contains(index) ? entries[index] : unknown
  }

  private static let unknown = OperationEntry { $0.visitStrictly($1) }

  private static let entries: [OperationEntry] = {
    let count = (rows.map { Int($0.0.rawValue) }.max() ?? 0) + 1
    var entries = Array(repeating: unknown, count: count)
    for (opcode, entry) in rows { entries[Int(opcode.rawValue)] = entry }
    return entries
  }()

  private static let rows: [(LLVMOpcode, OperationEntry)] =
    memory + selection + vectors + control + casts.map { ($0, cast) }
    + arithmetic.map { ($0, binary) }

  private static let memory: [(LLVMOpcode, OperationEntry)] = [
    (
      LLVMLoad,
      OperationEntry(.memory, check: .address(0, .load)) { $0.visitLoad($1) }
    ),
    (
      LLVMStore,
      OperationEntry(check: .address(1, .store), writes: .ofStoredValue) { $0.visitStore($1) }
    ),
    (
      LLVMAtomicRMW,
      OperationEntry(.updatedMemory, check: .address(0, .atomicAccess), writes: .always) {
        $0.visitReadModifyWrite($1)
      }
    ),
    (
      LLVMAtomicCmpXchg,
      OperationEntry(.updatedMemory, check: .address(0, .atomicAccess), writes: .always) {
        $0.visitCompareExchange($1)
      }
    ),
    (LLVMAlloca, OperationEntry(writes: .always) { $0.visitAlloca($1) }),
    (LLVMFence, OperationEntry(writes: .always)),
    (LLVMGetElementPtr, OperationEntry(.operands) { $0.visitGetElementPointer($1) }),
  ]

  private static let selection: [(LLVMOpcode, OperationEntry)] = [
    (LLVMICmp, OperationEntry(.operands) { $0.visitIntegerComparison($1) }),
    (LLVMFCmp, OperationEntry(.operands) { $0.propagateLanes(.less, $1) }),
    (LLVMFNeg, OperationEntry(.operands) { $0.propagateLanes(.fneg, $1) }),
    (LLVMSelect, OperationEntry(.operands) { $0.visitSelect($1) }),
    (LLVMPHI, OperationEntry(.operands) { $0.visitPhi($1) }),
    (LLVMFreeze, OperationEntry(.operandsByOurRules) { $0.visitFreeze($1) }),
    (LLVMExtractValue, OperationEntry(.operands) { $0.visitExtractValue($1) }),
    (LLVMInsertValue, OperationEntry(.operands) { $0.visitInsertValue($1) }),
  ]

  private static let vectors: [(LLVMOpcode, OperationEntry)] = [
    (LLVMExtractElement, OperationEntry(.operands) { $0.visitExtractElement($1) }),
    (LLVMInsertElement, OperationEntry(.operands) { $0.visitInsertElement($1) }),
    (LLVMShuffleVector, OperationEntry(.operands) { $0.visitShuffle($1) }),
  ]

  private static let control: [(LLVMOpcode, OperationEntry)] = [
    (LLVMCall, OperationEntry(.callee, writes: .always) { $0.visitAnyCall($1) }),
    (LLVMInvoke, OperationEntry(.callee, writes: .always) { $0.visitAnyCall($1) }),
    (LLVMCallBr, OperationEntry(writes: .always) { $0.visitAnyCall($1) }),
    (LLVMRet, OperationEntry { $0.visitReturn($1) }),
    (LLVMBr, OperationEntry(check: .value(0, .branch))),
    (LLVMSwitch, OperationEntry(check: .value(0, .selection))),
    (LLVMIndirectBr, OperationEntry(check: .value(0, .jump))),
    (LLVMUnreachable, OperationEntry()),
    (LLVMLandingPad, OperationEntry()),
    (LLVMResume, OperationEntry()),
    (LLVMCleanupPad, OperationEntry()),
    (LLVMCatchPad, OperationEntry()),
    (LLVMCatchSwitch, OperationEntry()),
    (LLVMCatchRet, OperationEntry()),
    (LLVMCleanupRet, OperationEntry()),
  ]

  private static let cast = OperationEntry(.operands) { $0.visitCast($1) }

  static let casts: [LLVMOpcode] = [
    LLVMTrunc, LLVMZExt, LLVMSExt, LLVMFPToUI, LLVMFPToSI, LLVMUIToFP, LLVMSIToFP, LLVMFPTrunc,
    LLVMFPExt, LLVMPtrToInt, LLVMIntToPtr, LLVMBitCast, LLVMAddrSpaceCast, LLVMPtrToAddr,
  ]

  private static let binary = OperationEntry(.operands) { $0.visitBinary($1) }

  static let arithmetic: [LLVMOpcode] = [
    LLVMAdd, LLVMFAdd, LLVMSub, LLVMFSub, LLVMMul, LLVMFMul, LLVMUDiv, LLVMSDiv, LLVMFDiv, LLVMURem,
    LLVMSRem, LLVMFRem, LLVMShl, LLVMLShr, LLVMAShr, LLVMAnd, LLVMOr, LLVMXor,
  ]
}

extension LLVMOpcode {
  var isCast: Bool { OperationTable.casts.contains(self) }
  var isBinary: Bool { OperationTable.arithmetic.contains(self) }
}

extension IntrinsicHandling {
  /// Where an uninitialized result may come from, and whether origins in memory may be written.
  var properties: (result: ResultSource, writes: OriginWrite) {
    switch self {
    case .rule, .overflow, .carry, .carrylessProduct, .lanes, .whole, .permute, .copy, .vector,
      .reduceAnd, .reduceOr, .reduceXor, .reduceAdd, .reduceOther:
      (.operands, .never)
    case .maskedLoad, .maskedGather, .load, .laneLoad: (.memory, .never)
    case .ignore, .check, .uses: (.none, .never)
    case .memcpy, .memmove, .memset, .lifetimeStart, .variadicStart, .variadicCopy, .maskedStore,
      .maskedScatter, .writes, .laneStore:
      (.none, .always)
    }
  }
}
