; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; Constants are clean; undef and poison are not.

define i32 @undefined() sanitize_memory {
; CHECK-LABEL: define i32 @undefined(
; CHECK: store i32 -1, ptr
; CHECK: ret i32 undef
  ret i32 undef
}

define i32 @poison() sanitize_memory {
; CHECK-LABEL: define i32 @poison(
; CHECK: store i32 -1, ptr
  ret i32 poison
}

define void @stored(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define void @stored(
; CHECK: store i32 -1, ptr
; CHECK: call {{.*}}chain
; CHECK: store i32 undef, ptr %p
  store i32 undef, ptr %p
  ret void
}

; Used in any case.
define void @branch() sanitize_memory {
; CHECK-LABEL: define void @branch(
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning(i32 0)
  br i1 undef, label %a, label %b
a:
  ret void
b:
  ret void
}

@global = external global i32
define ptr @expression() sanitize_memory {
; CHECK-LABEL: define ptr @expression(
; CHECK-NOT: @__msan
; CHECK: ret ptr
  ret ptr getelementptr (i8, ptr @global, i64 4)
}
