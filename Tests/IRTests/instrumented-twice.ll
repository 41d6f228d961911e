; RUN: not kmsan-opt %s -S 2>&1 | FileCheck %s

; CHECK: already instrumented by this pass

define void @f() sanitize_memory {
  ret void
}

!llvm.module.flags = !{!0}
!0 = !{i32 4, !"kmsan.instrumented", i32 1}
