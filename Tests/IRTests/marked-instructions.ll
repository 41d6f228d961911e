; RUN: kmsan-opt %s -S --flag tokens=0 --flag clean-up=0 | FileCheck %s
; What clang's sanitizers and coverage insert has !nosanitize: nothing is checked there, but the program may use the
; results, so that they have their shadow.

; The sum is the program's, the overflow bit the sanitizer's.
define i32 @sum(i32 %a, i32 %b) sanitize_memory {
; CHECK-LABEL: define i32 @sum(
; CHECK-NOT: @__msan_{{(cold_)?}}warning
; CHECK: br i1 %overflows
; CHECK-NOT: @__msan_{{(cold_)?}}warning
; CHECK: store i32 {{%.*}}, ptr
; CHECK: ret i32 %sum
  %pair = call { i32, i1 } @llvm.sadd.with.overflow.i32(i32 %a, i32 %b), !nosanitize !0
  %sum = extractvalue { i32, i1 } %pair, 0, !nosanitize !0
  %overflows = extractvalue { i32, i1 } %pair, 1, !nosanitize !0
  br i1 %overflows, label %trap, label %next, !nosanitize !0
trap:
  call void @llvm.ubsantrap(i8 0), !nosanitize !0
  unreachable, !nosanitize !0
next:
  ret i32 %sum
}

; A comparison that the optimizer shares between the sanitizer and the program is checked where the program uses it.
define i32 @shared_comparison(i32 %a) sanitize_memory {
; CHECK-LABEL: define i32 @shared_comparison(
; CHECK: %is = icmp slt i32 %a, 0, !nosanitize
; CHECK-NOT: @__msan_{{(cold_)?}}warning
; CHECK: br i1 %is, {{.*}}!nosanitize
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning
; CHECK: next:
; CHECK: br i1 %is, label %yes, label %no
  %is = icmp slt i32 %a, 0, !nosanitize !0
  br i1 %is, label %handle, label %next, !nosanitize !0
handle:
  call void @handler(i32 %a), !nosanitize !0
  br label %next
next:
  br i1 %is, label %yes, label %no
yes:
  ret i32 1
no:
  ret i32 0
}

; A load is not checked either, but what it loads is.
define i32 @shared_load(ptr %p) sanitize_memory {
; CHECK-LABEL: define i32 @shared_load(
; CHECK-NOT: @__msan_{{(cold_)?}}warning
; CHECK: @__msan_metadata_ptr_for_load_4
; CHECK-NOT: @__msan_{{(cold_)?}}warning
; CHECK: ret i32
  %v = load i32, ptr %p, !nosanitize !0
  ret i32 %v
}

; A divisor, too, is the program's: it is checked where the program divides.
define i32 @divisor(i32 %a, i32 %b) sanitize_memory {
; CHECK-LABEL: define i32 @divisor(
; CHECK-NOT: @__msan_{{(cold_)?}}warning
; CHECK: br i1 %is, {{.*}}!nosanitize
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning
; CHECK: next:
; CHECK: %q = udiv i32 %a, %b
  %is = icmp eq i32 %b, 0, !nosanitize !0
  br i1 %is, label %trap, label %next, !nosanitize !0
trap:
  call void @llvm.ubsantrap(i8 3), !nosanitize !0
  unreachable, !nosanitize !0
next:
  %q = udiv i32 %a, %b
  ret i32 %q
}

; Coverage counts for itself: no metadata is looked up, no shadow is passed.
@counters = internal global [2 x i8] zeroinitializer
define void @counter(i32 noundef %a) sanitize_memory {
; CHECK-LABEL: define void @counter(
; CHECK-NOT: @__msan_{{[a-z]}}
; CHECK: ret void
  %n = load i8, ptr @counters, !nosanitize !0
  %next = add i8 %n, 1, !nosanitize !0
  store i8 %next, ptr @counters, !nosanitize !0
  call void @handler(i32 %a), !nosanitize !0
  ret void
}

declare void @handler(i32)

!0 = !{}
