; RUN: kmsan-opt %s -S --flag tokens=0 --flag clean-up=0 | FileCheck %s
; RUN: kmsan-opt %s -S --flag tokens=0 --flag clean-up=0 --flag parameter-checks=0 | FileCheck %s --check-prefix=LAZY
; Arguments are checked or sent, results received.

%big = type { [100 x i64] }

; What is noundef is checked where it is passed, and keeps its slot.
define void @eager(i32 %a, i32 %b) sanitize_memory {
; CHECK-LABEL: define void @eager(
; CHECK: [[SLOT:%.*]] = getelementptr i8, ptr {{%.*}}, i64 8
; CHECK: [[S:%.*]] = load i32, ptr [[SLOT]], align 8
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning
; CHECK: [[TO:%.*]] = getelementptr i8, ptr {{%.*}}, i64 8
; CHECK: store i32 [[S]], ptr [[TO]], align 8
; CHECK: call void @take(i32 noundef %a, i32 %b)
; LAZY-LABEL: define void @eager(
; LAZY-NOT: warning
; LAZY: call void @take(i32 noundef %a, i32 %b)
  call void @take(i32 noundef %a, i32 %b)
  ret void
}

; The slot is cleared first, so that a callee without instrumentation returns something clean.
define i32 @result() sanitize_memory {
; CHECK-LABEL: define i32 @result(
; CHECK: [[R:%.*]] = getelementptr i8, ptr {{%.*}}, i64 800
; CHECK: store i32 0, ptr [[R]]
; CHECK: %v = call i32 @give()
; CHECK: call ptr @__msan_get_context_state()
; CHECK: [[A:%.*]] = getelementptr i8, ptr {{%.*}}, i64 800
; CHECK: load i32, ptr [[A]]
  %v = call i32 @give()
  %r = add i32 %v, 1
  ret i32 %r
}

; A returned noundef was checked by the callee.
define i32 @promised() sanitize_memory {
; CHECK-LABEL: define i32 @promised(
; CHECK: %v = call noundef i32 @give()
; CHECK-NOT: load
; CHECK: ret i32
  %v = call noundef i32 @give()
  %r = add i32 %v, 1
  ret i32 %r
}

; A structure in two registers: each has a slot of 8 bytes.
define void @coerced({ i64, i32 } %pair) sanitize_memory {
; CHECK-LABEL: define void @coerced(
; CHECK: store i64 {{%.*}}, ptr {{%.*}}, align 8
; CHECK: getelementptr i8, ptr {{%.*}}, i64 8
; CHECK: store i32 {{%.*}}, ptr {{%.*}}, align 8
; CHECK: call void @takePair(
  %a = extractvalue { i64, i32 } %pair, 0
  %b = extractvalue { i64, i32 } %pair, 1
  call void @takePair(i64 %a, i32 %b)
  ret void
}

; Memory passed by value brings its shadow along, as much as is written.
define void @byValue(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define void @byValue(
; CHECK: @__msan_metadata_ptr_for_load_n(ptr %p, i64 24)
; CHECK: call void @llvm.memcpy.{{.*}}, i64 24, i1 false)
; CHECK: call void @takeStructure(
  call void @takeStructure(ptr byval([3 x i64]) %p)
  ret void
}

define i64 @received(ptr byval([3 x i64]) %p) sanitize_memory {
; CHECK-LABEL: define i64 @received(
; CHECK: @__msan_metadata_ptr_for_store_n(ptr %p, i64 24)
; CHECK: call void @llvm.memcpy.{{.*}}, i64 24, i1 false)
  %v = load i64, ptr %p
  ret i64 %v
}

; The compiler made this address.
define void @structureReturn(ptr sret(i64) %p) sanitize_memory {
; CHECK-LABEL: define void @structureReturn(
; CHECK-NOT: warning
; CHECK: ret void
  store i64 1, ptr %p
  ret void
}

; Beyond the area of 800 bytes nothing is sent, and what arrives there counts as clean.
define i32 @beyond(ptr byval(%big) %p, i32 %last) sanitize_memory {
; CHECK-LABEL: define i32 @beyond(
; CHECK-NOT: i64 800
; CHECK: ret i32
  ret i32 %last
}

; The callee's address is used.
define void @indirect(ptr %f) sanitize_memory {
; CHECK-LABEL: define void @indirect(
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning
; CHECK: call void %f()
  call void %f()
  ret void
}

define i32 @invoke() sanitize_memory personality ptr @personality {
; CHECK-LABEL: define i32 @invoke(
; CHECK: %v = invoke i32 @give()
; CHECK: load i32, ptr {{%.*}}, align 8
; CHECK: normal:
  %v = invoke i32 @give() to label %normal unwind label %unwind
normal:
  %r = add i32 %v, 1
  ret i32 %r
unwind:
  %l = landingpad { ptr, i32 } cleanup
  resume { ptr, i32 } %l
}

; Nothing may stand between a musttail call and the return; the callee's shadow is the caller's.
define i32 @mustTail(i32 %a) sanitize_memory {
; CHECK-LABEL: define i32 @mustTail(
; CHECK: store i32 {{%.*}}, ptr
; CHECK: %r = musttail call i32 @mustTail(i32 %a)
; CHECK-NEXT: ret i32 %r
  %r = musttail call i32 @mustTail(i32 %a)
  ret i32 %r
}

; A function that returns twice needs no more than others.
define i32 @twice(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define i32 @twice(
; CHECK: %v = call i32 @setjmp(ptr noundef %p)
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning
  %v = call i32 @setjmp(ptr noundef %p) returns_twice
  %c = icmp eq i32 %v, 0
  br i1 %c, label %a, label %b
a:
  ret i32 0
b:
  ret i32 1
}

declare void @take(i32, i32)
declare i32 @give()
declare void @takePair(i64, i32)
declare void @takeStructure(ptr byval([3 x i64]))
declare i32 @setjmp(ptr) returns_twice
declare i32 @personality(...)
