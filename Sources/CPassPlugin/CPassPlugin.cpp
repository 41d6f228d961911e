// The few services of LLVM that a plugin of clang needs and that LLVM-C does not offer
// (Docs/Decisions/010). Nothing here knows about shadow or hooks.
//
// Source: LLVM 22, llvm/Passes/PassBuilder.h, llvm/IR/PassInstrumentation.h,
// llvm/Support/PrettyStackTrace.h.

#include "CPassPlugin.h"

#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/PrettyStackTrace.h"

#include <memory>

using namespace llvm;

namespace {

/// What one pipeline has told so far.
struct Pipeline {
  ModuleAnalysisManager *analyses = nullptr;
  /// Whether the optimizer is part of it. Clang leaves it out of the first of the two steps of a
  /// compilation with -save-temps; the second step runs it.
  bool optimizes = false;
};

/// Whether a pass writes the module that it is given. Source: LLVM 22, the passes that
/// clang/lib/CodeGen/BackendUtil.cpp adds behind the optimizer, and buildFatLTODefaultPipeline.
bool writesModule(StringRef pass) {
  return pass == "BitcodeWriterPass" || pass == "ThinLTOBitcodeWriterPass" ||
         pass == "EmbedBitcodePass" || pass == "PrintModulePass";
}

} // namespace

void kmsan_before_writing(void *pass_builder, void (*instrument)(LLVMModuleRef module)) {
  auto &builder = *static_cast<PassBuilder *>(pass_builder);
  PassInstrumentationCallbacks *callbacks = builder.getPassInstrumentationCallbacks();
  if (!callbacks)
    return;
  auto pipeline = std::make_shared<Pipeline>();
  builder.registerAnalysisRegistrationCallback(
      [=](ModuleAnalysisManager &analyses) { pipeline->analyses = &analyses; });
  builder.registerOptimizerLastEPCallback(
      [=](ModulePassManager &, OptimizationLevel, ThinOrFullLTOPhase) {
        pipeline->optimizes = true;
      });
  callbacks->registerBeforeNonSkippedPassCallback([=](StringRef pass, Any ir) {
    if (!pipeline->optimizes || !writesModule(pass))
      return;
    const auto *module = any_cast<const Module *>(&ir);
    if (!module)
      return;
    // The pass manager owns the module and lends it to passes for change; only this callback's type
    // says otherwise.
    auto &changed = const_cast<Module &>(**module);
    instrument(wrap(&changed));
    // The writer makes a summary, which must not be one of the module from before.
    if (pipeline->analyses)
      pipeline->analyses->invalidate(changed, PreservedAnalyses::none());
  });
}

void kmsan_report_error(LLVMModuleRef module, const char *text) {
  unwrap(module)->getContext().emitError(text);
}

const char *kmsan_exchange_crash_note(const char *note) {
  const char *before = getBugReportMsg();
  setBugReportMsg(note);
  return before;
}
