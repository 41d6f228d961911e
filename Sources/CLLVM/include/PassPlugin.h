// The interface between clang and a pass plugin, as C sees it.
//
// Source: LLVM 22, llvm/Plugins/PassPlugin.h, version 2 of the interface. References of C++ are pointers
// here; a module and a target machine are what LLVM-C calls by these names.
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "llvm-c/TargetMachine.h"
#include "llvm-c/Types.h"

struct KMSANPassPluginInfo {
  uint32_t apiVersion;
  const char *name;
  const char *version;
  void (*registerPassBuilderCallbacks)(void *passBuilder);
  bool (*preCodeGenCallback)(LLVMModuleRef module, LLVMTargetMachineRef machine, int fileType,
                             void *stream);
};
