; RUN: not kmsan-opt %s -S 2>&1 | FileCheck %s

; CHECK: already instrumented by LLVM's own pass

declare void @__msan_warning(i32)
declare ptr @__msan_get_context_state()

define void @f() {
  ret void
}
