; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; A value that has been checked counts as initialized from there on: it was, or it has been reported.

define void @dominated(ptr %p, ptr noundef %q) sanitize_memory {
; CHECK-LABEL: define void @dominated(
; CHECK: call {{.*}}warning(
; CHECK: store i64 0, ptr {{%.*}}
; CHECK-NOT: call {{.*}}chain
; CHECK: store ptr %p, ptr %q
  store i64 0, ptr %p
  store ptr %p, ptr %q
  ret void
}

; Only where the check has certainly been made.
define void @besides(ptr %p, ptr noundef %q, i1 noundef %c) sanitize_memory {
; CHECK-LABEL: define void @besides(
; CHECK: call {{.*}}warning(
; CHECK: call {{.*}}chain
; CHECK: store ptr %p, ptr %q
  br i1 %c, label %use, label %join
use:
  store i64 0, ptr %p
  br label %join
join:
  store ptr %p, ptr %q
  ret void
}

; A value computed from a checked one needs no shadow; one of which only some bits were used does.
define void @derived(ptr noundef %p, ptr noundef %q) sanitize_memory {
; CHECK-LABEL: define void @derived(
; CHECK: [[S:%.*]] = load i32
; CHECK: call {{.*}}warning(
; CHECK: call {{.*}}chain
; CHECK: store i32 %v, ptr %q
  %v = load i32, ptr %p
  %low = and i32 %v, 1
  %c = icmp eq i32 %low, 0
  br i1 %c, label %a, label %b
a:
  store i32 %v, ptr %q
  br label %b
b:
  ret void
}

; What comes into a phi has not been checked yet, although the last block comes behind a check.
define void @later(ptr noundef %q, i1 noundef %c) sanitize_memory {
; CHECK-LABEL: define void @later(
; CHECK: [[S:%.*]] = load i64
; CHECK: %v = load ptr, ptr %q
; CHECK: phi i64 [ [[S]], %left ], [ 0, %right ]
; CHECK: call {{.*}}chain
; CHECK: store ptr %phi, ptr %q
; CHECK: call {{.*}}warning(
  %v = load ptr, ptr %q, align 8
  br i1 %c, label %left, label %right
left:
  br label %join
right:
  br label %join
join:
  %phi = phi ptr [ %v, %left ], [ null, %right ]
  store ptr %phi, ptr %q, align 8
  br label %last
last:
  store i8 0, ptr %v
  br label %end
end:
  ret void
}
