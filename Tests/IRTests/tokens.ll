; Tokens say whom the arguments in the context state are for and whose the return shadow is.
; RUN: kmsan-opt %s -S --flag clean-up=0 --flag verify=1 | FileCheck %s
; RUN: kmsan-opt %s -S --flag clean-up=0 --flag verify=1 --flag local-functions=1 | FileCheck %s --check-prefix=LOCAL

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; What is not for this function is cleared, and the token is taken in any case.
define void @takes(i64 %pair.coerce) sanitize_memory {
; CHECK-LABEL: define void @takes(
; CHECK: [[STATE:%.*]] = call ptr @__msan_get_context_state()
; CHECK: [[SLOT:%.*]] = getelementptr i8, ptr [[STATE]], i64 792
; CHECK: [[TOKEN:%.*]] = load ptr, ptr [[SLOT]]
; CHECK: store ptr null, ptr [[SLOT]]
; CHECK: [[OTHER:%.*]] = icmp ne ptr [[TOKEN]], @takes
; CHECK: br i1 [[OTHER]], label %[[COLD:.*]], label %[[NEXT:.*]], !prof
; CHECK: [[COLD]]:
; CHECK: call void @llvm.memset.p0.i64(ptr {{.*}}, i8 0, i64 8, i1 false)
; CHECK: [[NEXT]]:
; CHECK: load i64, ptr [[STATE]]
  %c = icmp eq i64 %pair.coerce, 0
  br i1 %c, label %yes, label %no
yes:
  call void @other()
  br label %no
no:
  ret void
}

; The token comes last, right before the call.
define void @sends(ptr noundef %p, ptr noundef %f) sanitize_memory {
; CHECK-LABEL: define void @sends(
; CHECK: store ptr @other64, ptr {{%.*}}
; CHECK-NEXT: call void @other64(i64 %v)
; CHECK: store ptr %f, ptr {{%.*}}
; CHECK-NEXT: call void %f(i64 %v)
  %v = load i64, ptr %p
  call void @other64(i64 %v)
  call void %f(i64 %v)
  ret void
}

; Scalars that are checked need no token.
define void @checked(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define void @checked(
; CHECK-NOT: 792
; CHECK: call void @other64(i64 noundef %v)
  %v = load i64, ptr %p
  call void @other64(i64 noundef %v)
  ret void
}

; A result is believed when it is the callee's.
define void @believes() sanitize_memory {
; CHECK-LABEL: define void @believes(
; CHECK-NOT: store {{.*}} @
; CHECK: %v = call i64 @give()
; CHECK: [[SHADOW:%.*]] = load i64
; CHECK: [[TOKEN:%.*]] = load ptr
; CHECK: [[HIS:%.*]] = icmp eq ptr [[TOKEN]], @give
; CHECK: select i1 [[HIS]], i64 [[SHADOW]], i64 0
; LOCAL-LABEL: define void @believes(
; LOCAL: call { i64, i32 } @__msan_get_result_64_of(ptr @give)
  %v = call i64 @give()
  %c = icmp eq i64 %v, 0
  br i1 %c, label %yes, label %no
yes:
  call void @other()
  br label %no
no:
  ret void
}

; A function with one poisoned return writes at every return.
define i64 @signs(i1 noundef %which, ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define i64 @signs(
; CHECK: store ptr @signs,
; CHECK: ret i64 %v
; CHECK: store i64 0,
; CHECK: store ptr @signs,
; CHECK: ret i64 7
  br i1 %which, label %yes, label %no
yes:
  %v = load i64, ptr %p
  ret i64 %v
no:
  ret i64 7
}

; One without writes no token, and a shadow only for callers that know none, when a call may have left one.
define i64 @clean() sanitize_memory {
; CHECK-LABEL: define i64 @clean(
; CHECK-NOT: @__msan
; CHECK: ret i64 7
  ret i64 7
}

define i64 @cleanBehindCall() sanitize_memory {
; CHECK-LABEL: define i64 @cleanBehindCall(
; CHECK: call void @other()
; CHECK: getelementptr i8, ptr {{%.*}}, i64 800
; CHECK-NEXT: store i64 0
; CHECK-NEXT: ret i64 7
  call void @other()
  ret i64 7
}

; A result that is passed on stays where it is, and changes hands.
define i64 @passes() sanitize_memory {
; CHECK-LABEL: define i64 @passes(
; CHECK: %v = call i64 @give()
; CHECK: [[SHADOW:%.*]] = load i64, ptr [[SLOT:%.*]],
; CHECK: [[HIS:%.*]] = icmp eq ptr {{%.*}}, @give
; CHECK: [[MINE:%.*]] = select i1 [[HIS]], i64 [[SHADOW]], i64 0
; CHECK: store i64 [[MINE]], ptr [[SLOT]]
; CHECK: store ptr @passes
; CHECK: ret i64 %v
; LOCAL-LABEL: define i64 @passes(
; LOCAL: call void @__msan_pass_result(ptr @give, ptr @passes)
  %v = call i64 @give()
  ret i64 %v
}

; Functions that only instrumented functions of this module call know each other.
define internal i64 @closed(i64 %v) sanitize_memory noinline {
; CHECK-LABEL: define internal i64 @closed(
; CHECK-NOT: ptr @closed
; CHECK: ret i64
  %r = xor i64 %v, 1
  ret i64 %r
}

define i64 @caller(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define i64 @caller(
; CHECK-NOT: ptr @closed
; CHECK: ret i64
  %v = load i64, ptr %p
  %r = call i64 @closed(i64 %v)
  %s = add i64 %r, 1
  ret i64 %s
}

; Whoever is called from uninstrumented code is not closed.
define internal void @open(i64 %v) sanitize_memory noinline {
; CHECK-LABEL: define internal void @open(
; CHECK: icmp ne ptr {{%.*}}, @open
  %c = icmp eq i64 %v, 0
  br i1 %c, label %yes, label %no
yes:
  call void @other()
  br label %no
no:
  ret void
}

define void @uninstrumented(i64 %v) disable_sanitizer_instrumentation {
; CHECK-LABEL: define void @uninstrumented(
; CHECK-NEXT: call void @open(i64 %v)
; CHECK-NEXT: ret void
  call void @open(i64 %v)
  ret void
}

; Memory that a callee which is not instrumented filled is initialized.
define void @inMemory(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define void @inMemory(
; CHECK: call void @fill(ptr sret([4 x i64]) %p)
; CHECK: [[OTHER:%.*]] = icmp ne ptr {{%.*}}, @fill
; CHECK: br i1 [[OTHER]], label %[[COLD:.*]], label
; CHECK: [[COLD]]:
; CHECK: call void @__msan_unpoison_alloca(ptr %p, i64 32)
  call void @fill(ptr sret([4 x i64]) %p)
  ret void
}

define void @fills(ptr sret([4 x i64]) %p) sanitize_memory {
; CHECK-LABEL: define void @fills(
; CHECK: store ptr @fills,
; CHECK-NEXT: ret void
  ret void
}

; An argument on the place of the token: it lies elsewhere.
define void @full(ptr noundef %p, [99 x i64] %large) sanitize_memory {
; CHECK-LABEL: define void @full(
; CHECK: store i64 {{%.*}}, ptr [[LAST:%.*]], align 8
; CHECK: getelementptr i8, ptr {{%.*}}, i64 2392
; CHECK-NEXT: store ptr @takesAll
; CHECK-NEXT: call void @takesAll(
  %v = load i64, ptr %p
  call void @takesAll([99 x i64] %large, i64 %v)
  ret void
}

; Beside variable arguments there is no other place: everything is sent clean, without a token.
define void @fullAndVariable(ptr noundef %p, [99 x i64] %large) sanitize_memory {
; CHECK-LABEL: define void @fullAndVariable(
; CHECK: call void @llvm.memset.p0.i64(ptr {{.*}}, i8 0, i64 800, i1 false)
; CHECK: call void @llvm.memset.p0.i64(ptr {{.*}}, i8 0, i64 800, i1 false)
; CHECK: store i64 0, ptr
; CHECK-NOT: store ptr @takesMore
; CHECK: call void ([99 x i64], i64, ...) @takesMore(
  %v = load i64, ptr %p
  call void ([99 x i64], i64, ...) @takesMore([99 x i64] %large, i64 %v, i64 %v)
  ret void
}

declare void @takesMore([99 x i64], i64, ...)
declare void @fill(ptr sret([4 x i64]))
declare void @takesAll([99 x i64], i64)
declare void @other()
declare void @other64(i64)
declare i64 @give()

; A pointer that is stored in front of something is no token.
define void @before(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define void @before(
; CHECK: store ptr %p, ptr %r
  %q = call noundef ptr @memory()
  %r = getelementptr i8, ptr %q, i64 -8
  store ptr %p, ptr %r
  ret void
}

; The token for a musttail call stands right in front of it: the return token is taken away before.
define i32 @mustTailWithMemory(ptr noundef %p, ptr byval([5 x i64]) %b) sanitize_memory {
; CHECK-LABEL: define i32 @mustTailWithMemory(
; CHECK: store ptr @mustTailWithMemory, ptr
; CHECK-NEXT: %r = musttail call i32 @mustTailWithMemory(
  %r = musttail call i32 @mustTailWithMemory(ptr noundef %p, ptr byval([5 x i64]) %b)
  ret i32 %r
}

declare ptr @memory()
