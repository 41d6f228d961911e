// What symbolization needs of an ELF file: symbols, the build id, whether there is debug
// information. Source: System V ABI, chapters 4 and 5; elf(5). 64-bit, little-endian files only.

import Foundation
import HostSystem

/// A file is not an ELF file, or not one that can be used.
public struct ELFError: ExplainedError {
  public let problem: String
  public let remedy: String?
}

/// A parsed ELF file. Damaged files give errors or fewer symbols; they never stop the program.
struct ELFFile: Sendable {
  /// A function of the symbol table.
  struct Function: Sendable, Equatable {
    var name: String
    /// Its address; in a relocatable file, its offset in its section.
    var address: UInt64
    /// In bytes; zero where the assembler did not say.
    var size: UInt64
    /// The address behind the code of its section; zero where the section holds no code.
    var codeEnd: UInt64 = 0
  }

  let path: String
  let functions: [Function]
  /// The build id in hexadecimal digits; nil when the linker made none.
  let buildID: String?
  let hasDebugInformation: Bool
  /// Whether the file is an object, such as a kernel module, whose sections have no addresses yet.
  let isRelocatable: Bool

  private struct Section {
    var name: UInt32
    var type: UInt32
    var flags: UInt64
    var address: UInt64
    var offset: UInt64
    var size: UInt64
    var link: UInt32
  }

  private static let symbolTable: UInt32 = 2
  private static let note: UInt32 = 7
  private static let executable: UInt64 = 4

  init(path: String) throws {
    self.path = path
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    } catch {
      throw FileError("read", path, error)
    }
    guard data.count >= 64, data.prefix(4).elementsEqual([0x7F, 0x45, 0x4C, 0x46]) else {
      throw ELFError(
        problem: "\(path) is not an ELF file",
        remedy: "Symbols need the file `vmlinux` of the build, not bzImage or vmlinuz.")
    }
    guard data[4] == 2, data[5] == 1 else {
      throw ELFError(problem: "\(path) is not of a 64-bit little-endian machine", remedy: nil)
    }
    let reader = ELFReader(data: data)
    isRelocatable = reader.number(at: 16, as: UInt16.self) == 1
    let sections = ELFFile.sections(reader)
    let names = reader.number(at: 62, as: UInt16.self).map { Int($0) }
    let nameTable = names.flatMap { sections.indices.contains($0) ? sections[$0] : nil }
    hasDebugInformation = sections.contains { section in
      nameTable.map { reader.string(at: $0.offset + UInt64(section.name)) } == ".debug_info"
    }
    buildID =
      sections.lazy.filter { $0.type == ELFFile.note }
      .compactMap { ELFFile.buildID(reader, $0) }.first
    functions = sections.filter { $0.type == ELFFile.symbolTable }.flatMap { table in
      ELFFile.functions(reader, table, sections)
    }
  }

  private static func sections(_ reader: ELFReader) -> [Section] {
    guard let start = reader.number(at: 40, as: UInt64.self),
      let entrySize = reader.number(at: 58, as: UInt16.self), entrySize >= 64,
      let count = reader.number(at: 60, as: UInt16.self)
    else { return [] }
    return (0..<UInt64(count)).compactMap { index in
      let base = start &+ index &* UInt64(entrySize)
      guard let name = reader.number(at: base, as: UInt32.self),
        let type = reader.number(at: base &+ 4, as: UInt32.self),
        let flags = reader.number(at: base &+ 8, as: UInt64.self),
        let address = reader.number(at: base &+ 16, as: UInt64.self),
        let offset = reader.number(at: base &+ 24, as: UInt64.self),
        let size = reader.number(at: base &+ 32, as: UInt64.self),
        let link = reader.number(at: base &+ 40, as: UInt32.self),
        // The end must be a number, even where it lies behind the file.
        !offset.addingReportingOverflow(size).overflow
      else { return nil }
      return Section(
        name: name, type: type, flags: flags, address: address, offset: offset, size: size,
        link: link)
    }
  }

  private static func functions(
    _ reader: ELFReader, _ table: Section, _ sections: [Section]
  ) -> [Function] {
    guard sections.indices.contains(Int(table.link)) else { return [] }
    let strings = sections[Int(table.link)].offset
    let entryBytes: UInt64 = 24
    let count = min(table.size, UInt64(reader.data.count)) / entryBytes
    return (0..<count).compactMap { index in
      let base = table.offset &+ index &* entryBytes
      guard let name = reader.number(at: base, as: UInt32.self),
        let info = reader.number(at: base &+ 4, as: UInt8.self),
        let section = reader.number(at: base &+ 6, as: UInt16.self), section != 0,
        // Functions, and symbols without a type, as assembly has them.
        info & 15 == 2 || info & 15 == 0,
        let address = reader.number(at: base &+ 8, as: UInt64.self),
        let size = reader.number(at: base &+ 16, as: UInt64.self),
        let text = reader.string(at: strings &+ UInt64(name)), !text.isEmpty
      else { return nil }
      return Function(
        name: text, address: address, size: size, codeEnd: codeEnd(Int(section), sections))
    }
  }

  private static func codeEnd(_ index: Int, _ sections: [Section]) -> UInt64 {
    guard sections.indices.contains(index), sections[index].flags & executable != 0 else {
      return 0
    }
    return sections[index].address &+ sections[index].size
  }

  /// The build id of a section of notes; nil when it holds others.
  private static func buildID(_ reader: ELFReader, _ section: Section) -> String? {
    var offset = section.offset
    let end = section.offset + section.size
    while offset &+ 12 <= end {
      guard let nameSize = reader.number(at: offset, as: UInt32.self),
        let size = reader.number(at: offset &+ 4, as: UInt32.self),
        let type = reader.number(at: offset &+ 8, as: UInt32.self)
      else { return nil }
      let content = offset &+ 12 &+ (UInt64(nameSize) + 3) / 4 * 4
      if type == 3, reader.string(at: offset &+ 12) == "GNU", size <= 64 {
        return reader.bytes(at: content, count: Int(size))?.map {
          ($0 < 16 ? "0" : "") + String($0, radix: 16)
        }.joined()
      }
      offset = content &+ (UInt64(size) + 3) / 4 * 4
    }
    return nil
  }
}

/// Reads numbers and strings of a file; nil where the file ends first.
private struct ELFReader {
  let data: Data

  func number<Number: FixedWidthInteger & BitwiseCopyable>(
    at offset: UInt64, as type: Number.Type
  ) -> Number? {
    let size = MemoryLayout<Number>.size
    guard offset <= UInt64(data.count), data.count - Int(offset) >= size else { return nil }
    // The range was checked, and any bytes are a number.
    return data.withUnsafeBytes {
      Number(littleEndian: $0.loadUnaligned(fromByteOffset: Int(offset), as: type))
    }
  }

  func bytes(at offset: UInt64, count: Int) -> Data? {
    guard offset <= UInt64(data.count), data.count - Int(offset) >= count else { return nil }
    return data[Int(offset)..<(Int(offset) + count)]
  }

  /// A string up to its zero, at most 512 bytes.
  func string(at offset: UInt64) -> String? {
    guard offset < UInt64(data.count) else { return nil }
    let limit = min(data.count, Int(offset) + 512)
    return data.withUnsafeBytes { buffer in
      let bytes = buffer[Int(offset)..<limit]
      guard let end = bytes.firstIndex(of: 0) else { return nil }
      return String(decoding: bytes[..<end], as: UTF8.self)
    }
  }
}
