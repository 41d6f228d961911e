// swift-tools-version: 6.2
// KMSAN in Swift. Targets stand in dependency order; ARCHITECTURE.md draws the picture.

import PackageDescription

/// Embedded Swift without a heap, so that nothing below a kernel allocates; frames stay walkable.
let embedded: [SwiftSetting] = [
  .enableExperimentalFeature("Embedded"), .strictMemorySafety(),
  .unsafeFlags([
    "-wmo", "-Xcc", "-fno-omit-frame-pointer", "-Xfrontend", "-disable-stack-protector",
    // The hooks look alike; as one function with many entries each would cost a jump more.
    "-Xllvm", "-swiftmergefunc-threshold=0",
  ]),
  .unsafeFlags(["-Xfrontend", "-no-allocations"], .when(configuration: .release)),
]

let package = Package(
  name: "kmsan-swift",
  products: [
    .library(name: "KMSANPass", type: .dynamic, targets: ["ClangPlugin"]),
    .executable(name: "kmsan", targets: ["kmsan"]),
    .executable(name: "kmsan-dev", targets: ["kmsan-dev"]),
    .executable(name: "kmsan-opt", targets: ["kmsan-opt"]),
    .executable(name: "kmsan-cc", targets: ["kmsan-cc"]),
    .library(name: "KMSANHosted", type: .static, targets: ["Runtime", "HostedPort"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "3.12.3"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
  ],
  targets: [
    // LLVM-C 22's headers as a module; two symbolic links reach Debian's llvm-22-dev.
    .target(name: "CLLVM", linkerSettings: [.linkedLibrary("LLVM-22")]),
    // The Swift face of LLVM-C: only what the pass needs.
    .target(name: "LLVMIR", dependencies: ["CLLVM"]),
    // Context-state layout, runtime hooks, limits. Imports nothing.
    .target(name: "KMSANABI"),
    // Renders KMSANABI as Docs/ABI.md.
    .target(name: "ABIDocument", dependencies: ["KMSANABI"]),
    // The runtime's C face: hooks, annotations, what a port gives. Headers, and the table of ports in Swift.
    .target(name: "CRuntime"),
    // The runtime, in Embedded Swift.
    .target(
      name: "Runtime", dependencies: ["CRuntime"],
      swiftSettings: embedded + [
        .unsafeFlags(["-Xcc", "-DKMSAN_COMPILES_RUNTIME", "-Xcc", "-DKMSAN_MACHINE_CONTEXTS"])
      ]),
    // The same sources with the whole of Swift, for unit tests.
    .target(
      name: "RuntimeHosted", dependencies: ["CRuntime"],
      swiftSettings: [.unsafeFlags(["-Xcc", "-DKMSAN_COMPILES_RUNTIME"])]),
    // The C library's side of the hosted port.
    .target(
      name: "CHostedPort", dependencies: ["CRuntime"],
      cSettings: [.unsafeFlags(["-fno-omit-frame-pointer"])]),
    // The port for a Linux process: kernel-style programs run in milliseconds.
    .target(
      name: "HostedPort", dependencies: ["CRuntime", "CHostedPort"],
      exclude: ["README.md"],
      swiftSettings: embedded),
    // The propagation rules, generic over ShadowBuilder. No LLVM.
    .target(name: "ShadowAlgebra"),
    // Random numbers that a seed repeats.
    .target(name: "SeededRandom"),
    // The rules on integers, beside what the operations compute.
    .target(name: "RuleEvaluation", dependencies: ["ShadowAlgebra", "SeededRandom"]),
    // The oracle and the proofs that check the rules.
    .target(
      name: "RuleVerification",
      dependencies: [
        "ShadowAlgebra", "SeededRandom", "RuleEvaluation",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    // The pass.
    .target(
      name: "Instrumentation", dependencies: ["CLLVM", "LLVMIR", "KMSANABI", "ShadowAlgebra"]),
    // What a plugin needs and LLVM offers in C++ only.
    .target(name: "CPassPlugin", dependencies: ["CLLVM"]),
    // The entry point that clang loads.
    .target(
      name: "ClangPlugin", dependencies: ["CLLVM", "CPassPlugin", "LLVMIR", "Instrumentation"]),
    // What the programs keep for later: bounded folders in the user's cache.
    .target(name: "UserCache"),
    // How a compiler is told to load the pass: the plugin, its flags, the compiler itself.
    .target(name: "PassDriver", dependencies: ["LLVMIR", "Instrumentation", "UserCache"]),
    // IR in, IR out.
    .executableTarget(
      name: "kmsan-opt",
      dependencies: [
        "LLVMIR", "Instrumentation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // Reads clang's command lines and decides what to run. Starts no process.
    .target(name: "CompilerDriver"),
    // A drop-in clang.
    .executableTarget(
      name: "kmsan-cc",
      dependencies: ["CompilerDriver", "Instrumentation", "PassDriver", "UserCache"]),
    // Console text to reports: parse, identify, render. Starts no process.
    .target(
      name: "KMSANReport",
      dependencies: ["KMSANABI", .product(name: "Crypto", package: "swift-crypto")]),
    // Reports for programs and browsers: JSON, SARIF, JUnit, HTML. Starts no process.
    .target(
      name: "ReportDocuments",
      dependencies: [
        "KMSANReport", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: [.embedInCode("Templates")]),
    // Hostile logs by the million, and what must hold for each of them.
    .target(
      name: "ReportFuzzing", dependencies: ["KMSANReport", "ReportDocuments", "SeededRandom"]),
    // The machine that builds: its commands, files, signals; errors and progress for a person.
    .target(
      name: "HostSystem",
      dependencies: [
        "UserCache",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    // Code addresses to sources, by one llvm-symbolizer; variables and their fields.
    .target(
      name: "Symbolization",
      dependencies: [
        "KMSANReport", "HostSystem", .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    // Logs read, runs and reports kept in SQLite: new, known, fixed.
    .target(
      name: "Triage",
      dependencies: [
        "KMSANReport", "ReportDocuments", "HostSystem",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    // Code for kernels: how C and Swift of one are compiled, the runtime as an object, where all sources are.
    .target(
      name: "KernelCompilation", dependencies: ["HostSystem", "Instrumentation", "PassDriver"]),
    // Kernel-style programs in a process: build, run, reports with their sources.
    .target(
      name: "HostedRun",
      dependencies: [
        "HostSystem", "KernelCompilation", "Symbolization", "Instrumentation", "PassDriver",
        "UserCache",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    // Cases that say on their lines what must be reported: read, run in a process, judged.
    .target(
      name: "KernelCases",
      dependencies: ["KMSANABI", "KMSANReport", "HostSystem", "Symbolization", "HostedRun"]),
    // The pass against plain clang and against clang's own pass, on programs by the hundred.
    .target(
      name: "Differential",
      dependencies: [
        "SeededRandom", "HostSystem", "HostedRun", "KernelCompilation", "Instrumentation", "LLVMIR",
        "KMSANABI",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    // QEMU: command line, serial console, KTAP, time limits.
    .target(name: "VirtualMachine", dependencies: ["HostSystem", "KMSANReport"]),
    // The reference kernel of Kernel/: its image, and its boot.
    .target(
      name: "ReferenceKernel",
      dependencies: [
        "HostSystem", "HostedRun", "KernelCompilation", "Instrumentation", "KernelCases",
        "PassDriver",
        "UserCache", "VirtualMachine",
      ]),
    // The Linux tree: source package, configuration, make, initrd, doctor.
    .target(
      name: "LinuxBuild",
      dependencies: [
        "HostSystem", "Instrumentation", "KernelCases", "KMSANReport", "PassDriver",
        "ReportDocuments",
        "UserCache", "VirtualMachine",
      ]),
    // Options, errors and exit codes that the two programs share.
    .target(
      name: "CommandSupport",
      dependencies: [
        "HostSystem", "HostedRun", "Instrumentation", "LinuxBuild", "PassDriver",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // The program for users.
    .executableTarget(
      name: "kmsan",
      dependencies: [
        "CommandSupport", "HostSystem", "HostedRun", "KernelCompilation", "KernelCases",
        "LinuxBuild",
        "ReferenceKernel", "VirtualMachine", "KMSANReport", "ReportDocuments", "Symbolization",
        "Triage", "PassDriver", "Instrumentation", "ShadowAlgebra", "RuleEvaluation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // The program for those who work on this project.
    .executableTarget(
      name: "kmsan-dev",
      dependencies: [
        "ABIDocument", "CommandSupport", "Differential", "HostSystem", "HostedRun",
        "KernelCompilation", "LinuxBuild",
        "KMSANReport", "PassDriver", "ReferenceKernel", "ReportDocuments", "ReportFuzzing",
        "RuleVerification", "ShadowAlgebra", "Symbolization", "Triage",
        "VirtualMachine",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // What the tests share: processes, the repository's files, goldens.
    .target(
      name: "TestSupport",
      dependencies: [
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      path: "Tests/TestSupport"),
    .testTarget(name: "KMSANABITests", dependencies: ["KMSANABI", "ABIDocument", "TestSupport"]),
    .testTarget(
      name: "RuntimeTests",
      dependencies: [
        "RuntimeHosted", "CRuntime", "KMSANABI", "SeededRandom", "TestSupport", "kmsan",
      ]),
    .testTarget(
      name: "ShadowAlgebraTests",
      dependencies: ["ShadowAlgebra", "RuleEvaluation", "RuleVerification", "TestSupport"]),
    .testTarget(
      name: "InstrumentationTests",
      dependencies: [
        "CLLVM", "Instrumentation", "LLVMIR", "KMSANABI", "PassDriver", "RuleEvaluation",
        "RuleVerification", "SeededRandom", "ShadowAlgebra", "TestSupport", "kmsan-opt",
      ]),
    .testTarget(
      name: "KMSANReportTests",
      dependencies: ["KMSANReport", "ReportDocuments", "ReportFuzzing", "TestSupport"],
      exclude: ["Corpus", "Goldens", "Consoles", "Schemas"]),
    .testTarget(
      name: "SymbolizationTests", dependencies: ["KMSANReport", "Symbolization", "TestSupport"]),
    .testTarget(
      name: "TriageTests",
      dependencies: [
        "HostSystem", "KMSANReport", "ReportDocuments", "TestSupport", "Triage",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(
      name: "LinuxBuildTests",
      dependencies: [
        "HostSystem", "LinuxBuild", "KMSANReport", "VirtualMachine", "TestSupport", "kmsan",
      ]),
    .testTarget(
      name: "ReferenceKernelTests",
      dependencies: ["ReferenceKernel", "TestSupport", "kmsan", "kmsan-dev"]),
    .testTarget(name: "UserCacheTests", dependencies: ["UserCache", "TestSupport"]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "CompilerDriver", "SeededRandom", "TestSupport", "kmsan", "kmsan-cc", "kmsan-dev",
        "kmsan-opt",
      ]),
    .testTarget(
      name: "DifferentialTests",
      dependencies: [
        "SeededRandom", "Differential", "HostSystem", "HostedRun", "KernelCompilation",
        "TestSupport", "kmsan-opt",
      ]),
    .testTarget(
      name: "KernelCasesTests",
      dependencies: [
        "HostSystem", "HostedRun", "KernelCompilation", "KMSANReport", "KernelCases", "TestSupport",
        "kmsan-opt",
      ]),
    // Formatting, house rules, the arrows of ARCHITECTURE.md.
    .testTarget(name: "TidyTests", dependencies: ["TestSupport"]),
  ],
  swiftLanguageModes: [.v6],
  // LLVM's headers are written in it.
  cxxLanguageStandard: .cxx17
)
