// Building a test program of userspace MemorySanitizer with that runtime's interface over ours.

import HostSystem
import HostedRun
import Instrumentation
import KernelCompilation

/// Builds test programs.
struct PeerBuild: Sendable {
  let project: ProjectFiles
  var pass = PassChoice.ours
  /// The level of optimization, as after `-O`.
  var optimization = "0"
  /// Whether arguments and results are checked at calls, as a kernel's are, or carry shadow.
  var parameterChecks = true
  /// More arguments for the compiler.
  var compilerArguments: [String] = []

  init(project: ProjectFiles) { self.project = project }

  /// What the program ends with when it reported and had not announced it (msan_interface.c).
  static let reportedCode: Int32 = 99

  /// Functions whose callers reach the interface's own instead.
  private static let wrapped = [
    "malloc", "calloc", "realloc", "free", "posix_memalign", "malloc_usable_size",
    "mlock", "munlock", "mlockall", "munlockall", "__msan_warning", "__msan_warning_of_bits",
  ]

  private var interface: String { "\(project.integrations)/msan" }

  private var hostedBuild: HostedBuild {
    var build = HostedBuild(project: project)
    build.pass = pass
    build.optimization = optimization
    build.compilerArguments = ["-w", "-I\(interface)/include"] + compilerArguments
    switch pass {
    case .ours: build.passOptions.parameterChecks = parameterChecks
    case .stock:
      if !parameterChecks { build.compilerArguments.append("-fno-sanitize-memory-param-retval") }
    }
    build.linkerArguments = Self.wrapped.map { "-Wl,--wrap=\($0)" }
    return build
  }

  /// Compiles a source to an object.
  func compile(_ source: String, to object: String) async throws {
    try await hostedBuild.compile(source, to: object)
  }

  /// Builds a program of one source. Objects lie in `directory`.
  func build(_ source: String, to executable: String, in directory: String) async throws {
    var files = [source, "\(interface)/msan_unaligned.c"]
    for name in ["msan_interface", "msan_heap"] {
      let object = "\(directory)/\(name).o"
      try await HostCommand(
        "clang-22",
        [
          "-O2", "-fno-omit-frame-pointer", "-I\(interface)/include",
          "-c", "\(interface)/\(name).c", "-o", object,
        ] + project.includeDirectories.map { "-I\($0)" }
      ).output()
      files.append(object)
    }
    try await hostedBuild.build(files, to: executable, in: directory)
  }
}
