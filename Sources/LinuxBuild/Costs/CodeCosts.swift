// What instrumentation does to the code of a linked kernel: bytes, calls of the runtime, stack
// frames. Sources: the symbol table (llvm-readelf) and the disassembly (llvm-objdump) of vmlinux.

import HostSystem

/// The size and make-up of a kernel's code.
public struct CodeCosts: Sendable, Equatable, Codable {
  /// The kernel's functions in the symbol table: those of the runtime and of the pass are not
  /// counted, so that a mean per function compares.
  public var functions = 0
  /// The sum of the sizes of all functions.
  public var functionBytes = 0
  /// Calls of `__msan_metadata_ptr_for_*`.
  public var metadataLookups = 0
  /// Calls that report: of `__msan_warning`, or of a local function that calls it.
  public var warnings = 0
  /// Calls that fetch the context state: of `__msan_get_context_state`, or of a local function that
  /// calls it for the return slot.
  public var contextFetches = 0
  /// Calls that chain an origin: of `__msan_chain_origin`, or of a local function that calls it.
  public var originChains = 0
  /// The sum of all `sub $n, %rsp`, in bytes.
  public var frameBytes = 0

  /// Bytes that a function takes from the stack beside saved registers, on average.
  public var meanFrameBytes: Double {
    functions == 0 ? 0 : Double(frameBytes) / Double(functions)
  }

  public init() {}

  /// Reads a linked kernel. Takes about ten seconds for 17 MB of code.
  public init(vmlinux path: String) async throws {
    self.init()
    var costs = CodeCosts()
    let symbols = HostCommand("llvm-readelf-22", ["--symbols", "--wide", path])
    guard try await symbols.stream({ costs.addSymbol($0) }) == 0 else {
      throw CostError.tool("llvm-readelf-22", path)
    }
    let disassembly = HostCommand(
      "llvm-objdump-22", ["--disassemble", "--no-show-raw-insn", "--no-leading-addr", path])
    guard try await disassembly.stream({ costs.addInstruction($0) }) == 0 else {
      throw CostError.tool("llvm-objdump-22", path)
    }
    self = costs
  }

  /// Takes a line of the symbol table: number, value, size, type, ….
  package mutating func addSymbol(_ line: String) {
    let words = line.split(separator: " ")
    guard words.count >= 7, words[3] == "FUNC", let name = words.last else { return }
    if !name.hasPrefix("__msan_") { functions += 1 }
    // Large sizes are printed in hexadecimal.
    functionBytes +=
      words[2].hasPrefix("0x") ? Int(words[2].dropFirst(2), radix: 16) ?? 0 : Int(words[2]) ?? 0
  }

  /// Takes a line of the disassembly.
  package mutating func addInstruction(_ line: String) {
    let text = line.utf8.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    if text.starts(with: CodeCosts.subtraction) {
      addFrame(String(Substring(text)))
    } else if text.starts(with: CodeCosts.call) {
      addCall(String(Substring(text)))
    }
  }

  private static let subtraction = Array("subq".utf8)
  private static let call = Array("call".utf8)

  private mutating func addFrame(_ text: String) {
    // A comment may follow a large number.
    guard let start = text.range(of: "$0x") else { return }
    let digits = text[start.upperBound...].prefix { $0.isHexDigit }
    guard text[digits.endIndex...].hasPrefix(", %rsp") else { return }
    frameBytes += Int(digits, radix: 16) ?? 0
  }

  private mutating func addCall(_ text: String) {
    guard let start = text.range(of: "<__msan_") else { return }
    var name = text[start.upperBound...]
    let isCold = name.hasPrefix("cold_")
    if isCold { name = name.dropFirst("cold_".count) }
    if name.hasPrefix("fast_") { name = name.dropFirst("fast_".count) }
    if name.hasPrefix("metadata_ptr_for_") {
      metadataLookups += 1
    } else if name.hasPrefix("warning") {
      warnings += 1
    } else if name.hasPrefix("get_context_state") || name.contains("_result") {
      contextFetches += 1
    } else if name.hasPrefix("chain_origin") || isCold && !name.hasPrefix("origin") {
      originChains += 1
    }
  }
}

/// A cost could not be measured.
public enum CostError: ExplainedError {
  case tool(String, String)
  case boot(String, log: String)
  case compilation(String, words: String)
  case tooFewObjects(Int)

  public var problem: String {
    switch self {
    case .tool(let name, let path): "\(name) could not read \(path)"
    case .boot(let verdict, let log): "The measuring boot failed: \(verdict); the log is \(log)"
    case .compilation(let object, let words): "Compiling \(object) failed:\n\(words)"
    case .tooFewObjects(let count): "Only \(count) objects are common to the kernels"
    }
  }
  public var remedy: String? {
    switch self {
    case .tool: "Run `kmsan doctor`."
    case .boot: "Boot the same kernel with `kmsan linux boot` to see more."
    case .compilation, .tooFewObjects: "Build the kernels again with `kmsan linux build`."
    }
  }
}
