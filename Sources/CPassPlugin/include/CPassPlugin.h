// The few services of LLVM that a plugin of clang needs and that LLVM-C does not offer.
#pragma once
#include "llvm-c/Types.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Has `instrument` called for every optimized module right before a pass of `pass_builder`'s
/// pipeline writes it, as bitcode or as text. Code generation is not such a pass.
void kmsan_before_writing(void *pass_builder, void (*instrument)(LLVMModuleRef module));

/// Reports an error about a module. The compiler prints it, fails, and removes its output.
void kmsan_report_error(LLVMModuleRef module, const char *text);

/// Sets what the compiler prints when it crashes, where it asks for a report to its developers.
/// Returns what it would have printed. The text is not copied.
const char *kmsan_exchange_crash_note(const char *note);

#ifdef __cplusplus
}
#endif
