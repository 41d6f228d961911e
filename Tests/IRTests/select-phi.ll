; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; Selects and phis choose among shadows as among values; origins follow on demand.

define i32 @cleanCondition(i1 noundef %c, i32 %a, i32 %b) sanitize_memory {
; CHECK-LABEL: define i32 @cleanCondition(
; CHECK: select i1 %c, i32 {{%.*}}, i32 {{%.*}}
; CHECK: %r = select i1 %c, i32 %a, i32 %b
  %r = select i1 %c, i32 %a, i32 %b
  ret i32 %r
}

; One unknown condition for a whole structure poisons all of it.
define { i32, i8 } @aggregate(i1 %c, { i32, i8 } noundef %a, { i32, i8 } noundef %b) sanitize_memory {
; CHECK-LABEL: define { i32, i8 } @aggregate(
; CHECK: select i1 {{%.*}}, { i32, i8 } { i32 -1, i8 -1 }, { i32, i8 } zeroinitializer
  %r = select i1 %c, { i32, i8 } %a, { i32, i8 } %b
  ret { i32, i8 } %r
}

define i32 @phi(i1 noundef %c, i32 %a) sanitize_memory {
; CHECK-LABEL: define i32 @phi(
; CHECK: [[S:%.*]] = load i32, ptr
; CHECK: phi i32 [ [[S]], %{{.*}} ], [ 0, %no ]
; CHECK: %r = phi i32 [ %a, %{{.*}} ], [ 1, %no ]
entry:
  br i1 %c, label %join, label %no
no:
  br label %join
join:
  %r = phi i32 [ %a, %entry ], [ 1, %no ]
  ret i32 %r
}

; A loop over clean values needs no shadow.
define i32 @counter(i32 noundef %n) sanitize_memory {
; CHECK-LABEL: define i32 @counter(
; CHECK-NOT: @__msan
; CHECK: ret i32
entry:
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %loop ]
  %next = add i32 %i, 1
  %more = icmp ult i32 %next, %n
  br i1 %more, label %loop, label %end
end:
  ret i32 %i
}

; Branches use their condition, switches too.
define i32 @control(i32 %v) sanitize_memory {
; CHECK-LABEL: define i32 @control(
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning
; CHECK: switch i32 %v
entry:
  switch i32 %v, label %a [ i32 1, label %b ]
a:
  ret i32 0
b:
  ret i32 1
}

; Nobody comes here.
define void @unreachable(ptr noundef %p, i32 noundef %v) sanitize_memory {
; CHECK-LABEL: define void @unreachable(
; CHECK-NOT: @__msan
; CHECK: ret void
; CHECK: dead:
; CHECK-NEXT: store i32 %v, ptr %p
entry:
  ret void
dead:
  store i32 %v, ptr %p
  br label %dead
}
