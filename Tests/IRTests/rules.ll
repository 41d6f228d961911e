; RUN: kmsan-opt %s -S --flag tokens=0 --flag clean-up=0 | FileCheck %s
; RUN: kmsan-opt %s -S --flag tokens=0 --flag clean-up=0 --flag rules=llvm | FileCheck %s --check-prefix=LLVM
; The rule sets differ where LLVM's are not exact.

define i32 @add(i32 %a, i32 %b) sanitize_memory {
; CHECK-LABEL: define i32 @add(
; CHECK: xor i32
; CHECK: %r = add i32 %a, %b
; LLVM-LABEL: define i32 @add(
; LLVM: [[S:%.*]] = or i32 {{%.*}}, {{%.*}}
; LLVM: %r = add i32 %a, %b
; LLVM: store i32 [[S]], ptr
  %r = add i32 %a, %b
  ret i32 %r
}

define i32 @freeze(i32 %a) sanitize_memory {
; CHECK-LABEL: define i32 @freeze(
; CHECK: [[S:%.*]] = load i32, ptr
; CHECK: store i32 [[S]], ptr
; LLVM-LABEL: define i32 @freeze(
; LLVM-NOT: store
; LLVM: ret i32
  %r = freeze i32 %a
  ret i32 %r
}

; A divisor is used; the quotient is not.
define i32 @divide(i32 noundef %a, i32 %b) sanitize_memory {
; CHECK-LABEL: define i32 @divide(
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning
; CHECK: %r = udiv i32 %a, %b
; CHECK-NOT: warning
; CHECK: ret i32
  %r = udiv i32 %a, %b
  ret i32 %r
}

; Floating point: any poisoned bit poisons all.
define double @floating(double %a) sanitize_memory {
; CHECK-LABEL: define double @floating(
; CHECK: load i64, ptr
; CHECK: %r = fmul double %a, 2.0
; CHECK: store i64
  %r = fmul double %a, 2.0
  ret double %r
}
