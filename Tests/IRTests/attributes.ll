; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; RUN: kmsan-opt %s -S --flag clean-up=0 --flag every-function=1 | FileCheck %s --check-prefix=EVERY
; What functions say about themselves.

; Without sanitize_memory (no_sanitize("kernel-memory")): clean shadow on every store, no checks.
define void @unchecked(ptr %p, i32 %v) {
; CHECK-LABEL: define void @unchecked(
; CHECK-NOT: warning
; CHECK: store i32 0, ptr
; CHECK: store i32 %v, ptr %p
; CHECK: ret void
; EVERY-LABEL: define void @unchecked(
; EVERY: call {{.*}}@__msan_{{(cold_)?}}warning
  store i32 %v, ptr %p
  ret void
}

define i32 @uncheckedCall(i32 %v) {
; CHECK-LABEL: define i32 @uncheckedCall(
; CHECK: store i32 0, ptr {{%.*}}, align 8
; CHECK: call i32 @other(i32 %v)
  %r = call i32 @other(i32 %v)
  ret i32 %r
}

define void @disabled(ptr %p, i32 %v) disable_sanitizer_instrumentation {
; CHECK-LABEL: define void @disabled(
; CHECK-NEXT: store i32 %v, ptr %p
; CHECK-NEXT: ret void
; EVERY-LABEL: define void @disabled(
; EVERY-NEXT: store i32 %v, ptr %p
  store i32 %v, ptr %p
  ret void
}

define void @naked() naked sanitize_memory {
; CHECK-LABEL: define void @naked(
; CHECK-NEXT: call void asm sideeffect "ret", ""()
; CHECK-NEXT: unreachable
  call void asm sideeffect "ret", ""()
  unreachable
}

define available_externally void @elsewhere(ptr %p, i32 %v) sanitize_memory {
; CHECK-LABEL: define available_externally void @elsewhere(
; CHECK-NEXT: store i32 %v, ptr %p
  store i32 %v, ptr %p
  ret void
}

; The context state is written, so these promises no longer hold.
; CHECK: declare i32 @other(i32){{$}}
declare i32 @other(i32) memory(none)
