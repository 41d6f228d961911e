// Names of code addresses: from the symbol table in the program's own file, and for shared
// libraries from what they export.
//
// Source: the System V ABI, chapter 4 (object files), section "Symbol Table".

import CHostedPort
import CRuntime

/// The symbol table of the program's file.
@safe private struct ProgramSymbols {
  let symbols: UnsafeBufferPointer<Elf64_Sym>
  let names: UnsafeBufferPointer<CChar>

  /// Reads the file's section headers; nil when it has no symbol table or is not what it should be.
  init?(file: UnsafeRawPointer, size: Int) {
    guard size >= MemoryLayout<Elf64_Ehdr>.size else { return nil }
    // Each read below is checked against the file's size first.
    let header = unsafe file.load(as: Elf64_Ehdr.self)
    let stride = MemoryLayout<Elf64_Shdr>.stride
    let count = Int(header.e_shnum)
    guard header.e_shentsize == stride, header.e_shoff & 7 == 0,
      Self.fits(header.e_shoff, UInt64(count * stride), size)
    else { return nil }
    let sections = unsafe UnsafeBufferPointer(
      start: (file + Int(header.e_shoff)).assumingMemoryBound(to: Elf64_Shdr.self), count: count)
    for index in 0..<count {
      let table = unsafe sections[index]
      guard table.sh_type == UInt32(SHT_SYMTAB), Int(table.sh_link) < count else { continue }
      let strings = unsafe sections[Int(table.sh_link)]
      guard Self.fits(table.sh_offset, table.sh_size, size), table.sh_offset & 7 == 0,
        Self.fits(strings.sh_offset, strings.sh_size, size)
      else { return nil }
      unsafe symbols = UnsafeBufferPointer(
        start: (file + Int(table.sh_offset)).assumingMemoryBound(to: Elf64_Sym.self),
        count: Int(table.sh_size) / MemoryLayout<Elf64_Sym>.stride)
      unsafe names = UnsafeBufferPointer(
        start: (file + Int(strings.sh_offset)).assumingMemoryBound(to: CChar.self),
        count: Int(strings.sh_size))
      return
    }
    return nil
  }

  private static func fits(_ offset: UInt64, _ length: UInt64, _ size: Int) -> Bool {
    offset <= UInt64(size) && length <= UInt64(size) - offset
  }

  /// The function that contains an address of the file. Cost: linear in the symbols.
  func function(at address: UInt64) -> Elf64_Sym? {
    for index in unsafe 0..<symbols.count {
      let symbol = unsafe symbols[index]
      if symbol.st_info & 15 == UInt8(STT_FUNC), symbol.st_shndx != 0,
        symbol.st_value <= address, address - symbol.st_value < symbol.st_size
      {
        return symbol
      }
    }
    return nil
  }
}

/// Read at the first report; only the holder of the report lock uses it.
nonisolated(unsafe) private var programSymbols: ProgramSymbols?
nonisolated(unsafe) private var programSymbolsWereRead = false

private func readProgramSymbols() -> ProgramSymbols? {
  if unsafe programSymbolsWereRead { return unsafe programSymbols }
  unsafe programSymbolsWereRead = true
  var size = 0
  if let file = unsafe hosted_map_program(&size) {
    // The mapping is never removed.
    unsafe programSymbols = ProgramSymbols(file: file, size: size)
  }
  return unsafe programSymbols
}

@c @implementation
public func kmsan_port_symbol(
  _ address: UInt, _ name: UnsafeMutablePointer<CChar>, _ max: Int,
  _ start: UnsafeMutablePointer<UInt>, _ size: UnsafeMutablePointer<UInt>
) -> Int {
  var writer = unsafe TextWriter(buffer: name, max: max)
  let bias = hosted_program_bias()
  if let program = readProgramSymbols(),
    let symbol = program.function(at: UInt64(address &- bias)),
    unsafe Int(symbol.st_name) < program.names.count
  {
    // The caller's variables; names in a string table end in a zero inside it.
    unsafe start.pointee = UInt(symbol.st_value) &+ bias
    unsafe size.pointee = UInt(symbol.st_size)
    unsafe writer.append(cString: program.names.baseAddress.map { unsafe $0 + Int(symbol.st_name) })
  } else {
    unsafe writer.append(cString: hosted_library_symbol(address, start, size))
  }
  return writer.count
}
