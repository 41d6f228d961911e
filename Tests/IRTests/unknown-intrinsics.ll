; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; RUN: kmsan-opt %s -S --flag list-heuristics=1 2>&1 | FileCheck %s --check-prefix=LIST
; What no rule knows is guessed from its signature, or its operands are checked.

; Arithmetic by its signature: the result is poisoned where an operand is.
define i32 @guessed(i32 %a, i32 %b) sanitize_memory {
; CHECK-LABEL: define i32 @guessed(
; CHECK-NOT: warning
; CHECK: ret i32
  %r = call i32 @llvm.smul.fix.i32(i32 %a, i32 %b, i32 2)
  ret i32 %r
}

; It has side effects that nobody describes.
define void @strict(ptr %p) sanitize_memory {
; CHECK-LABEL: define void @strict(
; CHECK: call {{.*}}warning
; CHECK: call void @llvm.clear_cache
  call void @llvm.clear_cache(ptr %p, ptr %p)
  ret void
}

; LIST-DAG: no rule for llvm.smul.fix
; LIST-DAG: no rule for llvm.clear_cache
