// The console of a program or a kernel with its sources: what `kmsan run` and `kmsan boot` show.

import Foundation
import HostSystem
import KernelCompilation
import Symbolization

/// Adds to the reports of a console what the debug information of a program knows.
public enum SourcedConsole {
  /// The console with sources behind frames, the first line of each stack, the operations that were
  /// checked, the fields of bytes, and names of Swift as they are written. Frames without debug
  /// information stay as they are.
  public static func text(_ console: String, program: String) async throws -> String {
    let directory = FileManager.default.currentDirectoryPath
    // Paths are absolute, or from where the program was built, which is here.
    let filter = LogFilter(
      images: try KernelImages(kernel: program), excerptFolders: ["/", directory],
      directory: directory)
    return await SwiftNames.demangled(try await filter.filter(console))
  }
}
