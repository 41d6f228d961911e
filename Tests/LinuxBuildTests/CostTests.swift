// The figures of the cost table: what is read from tools' output, and how it is laid out.

import LinuxBuild
import Testing
import VirtualMachine

@Suite struct CodeCostTests {
  @Test func symbolsAndInstructionsAreCounted() {
    var costs = CodeCosts()
    for line in [
      "   Num:    Value          Size Type    Bind   Vis       Ndx Name",
      "     7: ffffffff81000000   100 FUNC    GLOBAL DEFAULT     1 start",
      "     8: ffffffff81000100 0x20000 FUNC    LOCAL  DEFAULT     1 big",
      "     9: ffffffff81000200    64 OBJECT  LOCAL  DEFAULT     2 data",
      "    10: ffffffff81000300   100 FUNC    LOCAL  DEFAULT     1 __msan_cold_warning",
    ] { costs.addSymbol(line) }
    for line in [
      "<start>:",
      "               \tsubq\t$0x28, %rsp",
      "               \tsubq\t$0x140, %rsp              # imm = 0x140",
      "               \tsubq\t$0x8, %rax",
      "               \tcallq\t0xffffffff81234567 <__msan_metadata_ptr_for_load_8>",
      "               \tcallq\t0xffffffff81234567 <__msan_metadata_ptr_for_store_n>",
      "               \tcallq\t0xffffffff81234567 <__msan_fast_metadata_ptr_for_load_1>",
      "               \tcallq\t0xffffffff81234567 <__msan_warning>",
      "               \tcallq\t0xffffffff81234567 <__msan_get_context_state>",
      "               \tcallq\t0xffffffff81234567 <__msan_chain_origin>",
      "               \tcallq\t0xffffffff81234567 <__msan_cold_warning_of_memory>",
      "               \tcallq\t0xffffffff81234567 <__msan_cold_store_8_2>",
      "               \tcallq\t0xffffffff81234567 <__msan_cold_origin>",
      "               \tcallq\t0xffffffff81234567 <__msan_get_result_32>",
      "               \tcallq\t0xffffffff81234567 <schedule>",
      "               \tleaq\t0x10(%rip), %rdi <__msan_warning>",
    ] { costs.addInstruction(line) }
    #expect(costs.functions == 2)
    #expect(costs.functionBytes == 200 + 0x20000)
    #expect(costs.meanFrameBytes == (0x28 + 0x140) / 2)
    #expect((costs.metadataLookups, costs.warnings) == (3, 2))
    #expect((costs.contextFetches, costs.originChains) == (2, 2))
  }
}

@Suite struct GuestCostTests {
  private func console(without left: String = "") -> GuestConsole {
    var console = GuestConsole()
    console.consume("[    1.500000] Run /init as init process")
    for (index, name) in GuestCosts.operationNames.enumerated() where name != left {
      console.consume("kmsan-init: measured \(name) \(index + 100)")
    }
    console.finish()
    return console
  }

  @Test func measurementsAreRead() {
    let costs = GuestCosts(console())
    #expect(costs?.boot == 1_500_000_000)
    #expect(costs?.operations["getppid"] == 100)
  }

  @Test func aMissingMeasurementIsNoMeasurement() {
    #expect(GuestCosts(console(without: "fork")) == nil)
    #expect(GuestCosts(GuestConsole()) == nil)
  }
}

@Suite struct CostTableTests {
  @Test func ratiosAreToClangsOwnPass() {
    var table = CostTable(configuration: "small", kernelVersion: "6.12.1")
    var stock = KernelCosts(name: "stock", code: CodeCosts())
    stock.code.functionBytes = 20_000_000
    stock.compileSeconds = 10
    var ours = KernelCosts(name: "ours", code: CodeCosts())
    ours.code.functionBytes = 12_345_678
    ours.compileSeconds = 9.5
    table.kernels = [stock, ours]
    let lines = table.text.split(separator: "\n").map(String.init)
    #expect(
      lines.contains { $0.hasPrefix("code in functions") && $0.contains("12 345 678 (0.617)") })
    #expect(lines.contains { $0.hasPrefix("compile time") && $0.hasSuffix("9.5 (0.950)") })
    #expect(!table.text.contains("boot to init"))
  }
}

@Suite struct CompileCommandTests {
  private let text = """
    savedcmd_kernel/pid.o := clang-22 -Wp,-MMD,kernel/.pid.o.d -nostdinc '-DX="a b"' \
    -DY=$(pound)1 -fsanitize=kernel-memory -fpass-plugin=/x/libKMSANPass.so   -DKBUILD_MODFILE='"kernel/pid"' -c -o \
    kernel/pid.o /src/kernel/pid.c  ; ./tools/objtool/objtool --hacks kernel/pid.o

    source_kernel/pid.o := /src/kernel/pid.c
    """

  @Test func aSavedCommandIsTakenApart() throws {
    let command = try #require(CompileCommand(text))
    #expect(command.object == "kernel/pid.o")
    #expect(command.isSanitized)
    let shell = command.shellText(output: "/out dir/x.bc", emitsBitcode: true, extra: ["-Wa b"])
    #expect(shell.contains("-emit-llvm -c -o '/out dir/x.bc' '-Wa b' /src/kernel/pid.c"))
    #expect(shell.contains("-DY=#1"))
    #expect(!shell.contains("objtool") && !shell.contains("-MMD"))
    // Bitcode is kept from before instrumentation.
    #expect(!shell.contains("libKMSANPass"))
    #expect(command.shellText(output: "x", emitsBitcode: false).contains("libKMSANPass"))
  }

  @Test func otherCommandsAreLeftOut() {
    #expect(CompileCommand("savedcmd_a.o := ld.lld-22 -r -o a.o b.o\n") == nil)
    #expect(CompileCommand("cmd_a.o := clang-22 -c -o a.o a.S\n") == nil)
    #expect(CompileCommand("") == nil)
  }
}

@Suite struct FastPathCommandTests {
  private let text = """
    savedcmd_arch/x86/kernel/asm-offsets.s := clang-22 -Wp,-MMD,arch/x86/kernel/.asm-offsets.s.d \
    -nostdinc -O2 -DX='"a$(pound)b"' -fverbose-asm -S -o arch/x86/kernel/asm-offsets.s \
    /src/arch/x86/kernel/asm-offsets.c

    source_arch/x86/kernel/asm-offsets.s := /src/arch/x86/kernel/asm-offsets.c
    """

  @Test func theKernelsFlagsCompileTheFastPath() throws {
    let command = try #require(FastPathCommand(text))
    #expect(
      command.shellText(source: "/our files/fast-path.c", output: "/out/x.bc") == """
        clang-22 -nostdinc -O2 -DX='"a#b"' -momit-leaf-frame-pointer -g0 -emit-llvm -c \
        -o /out/x.bc '/our files/fast-path.c'
        """)
  }

  @Test(
    arguments: [
      "", "savedcmd_a.s := clang-22 -S -o a.s a.c\n",
      "savedcmd_a.s := clang-22 -c -o arch/x86/kernel/asm-offsets.s a.c\n",
      "savedcmd_a.s := clang-22 a.c -S -o\n",
    ])
  func anotherCommandIsRefused(text: String) {
    #expect(FastPathCommand(text) == nil)
  }
}
