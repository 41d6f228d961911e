; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; RUN: kmsan-opt %s -S --flag list-heuristics=1 2>&1 | FileCheck %s --check-prefix=LIST
; An intrinsic without a rule is strict, whatever its types are: its operands are checked, and its result is clean.

; The types are those of a bitwise operation.
define i32 @same_types(i32 %a) sanitize_memory {
; CHECK-LABEL: define i32 @same_types(
; CHECK: call {{.*}}warning
; CHECK: [[R:%.*]] = call i32 @llvm.loop.decrement.reg
; CHECK-NOT: warning
; CHECK: ret i32
  %r = call i32 @llvm.loop.decrement.reg.i32(i32 %a, i32 %a)
  ret i32 %r
}

; It has side effects that nothing describes.
define void @effects(ptr %p) sanitize_memory {
; CHECK-LABEL: define void @effects(
; CHECK: call {{.*}}warning
; CHECK: call void @llvm.clear_cache
  call void @llvm.clear_cache(ptr %p, ptr %p)
  ret void
}

; LIST-DAG: no rule for llvm.loop.decrement.reg
; LIST-DAG: no rule for llvm.clear_cache
