; Rules that cost more than a branch are worked out on cold paths, with their origins and reports.
; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; RUN: kmsan-opt %s -S --flag clean-up=0 --flag guarded-rules=0 | FileCheck %s --check-prefix=PLAIN

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; The origin comes with the shadow.
define i32 @sum(ptr noundef %p, ptr noundef %q) sanitize_memory {
; CHECK-LABEL: define i32 @sum(
; CHECK: [[ANY:%.*]] = or i32 {{%.*}}, {{%.*}}
; CHECK: [[FLAG:%.*]] = icmp ne i32 [[ANY]], 0
; CHECK: br i1 [[FLAG]], label %[[COLD:.*]], label %[[NEXT:.*]], !prof
; CHECK: [[NEXT]]:
; CHECK: phi i32 [ 0, %{{.*}} ], [ {{%.*}}, %[[COLD]] ]
; CHECK: phi i32 [ 0, %{{.*}} ], [ {{%.*}}, %[[COLD]] ]
; CHECK: add i32
; PLAIN-LABEL: define i32 @sum(
; PLAIN-NOT: phi
  %a = load i32, ptr %p, align 4
  %b = load i32, ptr %q, align 4
  %r = add i32 %a, %b
  ret i32 %r
}

; What the branch would report is reported on the cold path of its condition.
define i32 @branch(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define i32 @branch(
; CHECK: [[FLAG:%.*]] = icmp ne i64 [[S:%.*]], 0
; CHECK: br i1 [[FLAG]], label %[[COLD:.*]], label %{{.*}}, !prof
; CHECK: [[COLD]]:
; CHECK: [[BIT:%.*]] = icmp ult i64 {{%.*}}, [[S]]
; CHECK: br i1 [[BIT]], label %[[REPORT:.*]], label %
; CHECK: [[REPORT]]:
; CHECK: call void @__msan_warning
; CHECK-NOT: call void @__msan_warning
; CHECK: br i1 %c, label %yes, label %no
  %v = load i64, ptr %p, align 8
  %c = icmp eq i64 %v, 5
  br i1 %c, label %yes, label %no
yes:
  ret i32 1
no:
  ret i32 2
}

; What is computed from the shadow before the check does not exist on its cold path: of an index that is
; used twice, and of one beside a value that was checked meanwhile.
define i64 @index(ptr noundef %p, i32 %i) sanitize_memory {
; CHECK-LABEL: define i64 @index(
; CHECK: xor i32
; CHECK: [[S:%.*]] = or i32
; CHECK: [[ANY:%.*]] = icmp ne i32 [[S]], 0
; CHECK: br i1 [[ANY]], label %[[REPORT:.*]], label %
; CHECK: [[REPORT]]:
; CHECK-NEXT: call void @__msan_warning
; CHECK: sext i32
  %j = add i32 %i, 3
  %wide = sext i32 %j to i64
  %row = getelementptr [4 x i8], ptr %p, i64 %wide
  %place = getelementptr i8, ptr %row, i64 %wide
  %v = load i64, ptr %place, align 8
  ret i64 %v
}

define i64 @indexBesideChecked(ptr noundef %p, i32 %i, i64 %k) sanitize_memory {
; CHECK-LABEL: define i64 @indexBesideChecked(
; CHECK: xor i32
; CHECK: [[S:%.*]] = or i32
; CHECK: [[ANY:%.*]] = icmp ne i32 [[S]], 0
; CHECK: br i1 [[ANY]], label %[[REPORT:.*]], label %
; CHECK: [[REPORT]]:
; CHECK-NEXT: call void @__msan_warning
; CHECK: sext i32
; CHECK: call void @__msan_warning
  %j = add i32 %i, 3
  %wide = sext i32 %j to i64
  %row = getelementptr i8, ptr %p, i64 %wide
  %place = getelementptr i8, ptr %row, i64 %k
  %other = getelementptr i8, ptr %p, i64 %k
  %checked = load i64, ptr %other, align 8
  %v = load i64, ptr %place, align 8
  ret i64 %v
}

; A call in between may not return, so that the branch must report for itself.
define i32 @afterCall(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define i32 @afterCall(
; CHECK: call void @mayEnd()
; CHECK: call void @__msan_warning
; CHECK: br i1 %c, label %yes, label %no
  %v = load i64, ptr %p, align 8
  %c = icmp eq i64 %v, 5
  call void @mayEnd()
  br i1 %c, label %yes, label %no
yes:
  ret i32 1
no:
  ret i32 2
}

declare void @mayEnd()
