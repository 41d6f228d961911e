; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; The same operation on the shadows.

define ptr @address(ptr noundef %p, i32 %i) sanitize_memory {
; CHECK-LABEL: define ptr @address(
; CHECK: [[S:%.*]] = load i32
; CHECK: [[W:%.*]] = zext i32 [[S]] to i64
; CHECK: store i64 [[W]], ptr
  %r = getelementptr i32, ptr %p, i32 %i
  ret ptr %r
}

define i8 @extract({ i32, i8 } %a) sanitize_memory {
; CHECK-LABEL: define i8 @extract(
; CHECK: [[S:%.*]] = load { i32, i8 }, ptr
; CHECK: extractvalue { i32, i8 } [[S]], 1
; CHECK: %r = extractvalue { i32, i8 } %a, 1
  %r = extractvalue { i32, i8 } %a, 1
  ret i8 %r
}

define { i32, { i8, ptr } } @insert({ i32, { i8, ptr } } noundef %a, i8 %v) sanitize_memory {
; CHECK-LABEL: define { i32, { i8, ptr } } @insert(
; CHECK: [[I:%.*]] = insertvalue { i8, i64 } zeroinitializer, i8 {{%.*}}, 0
; CHECK: insertvalue { i32, { i8, i64 } } zeroinitializer, { i8, i64 } [[I]], 1
  %r = insertvalue { i32, { i8, ptr } } %a, i8 %v, 1, 0
  ret { i32, { i8, ptr } } %r
}

; A variable index is used.
define i32 @extractLane(<4 x i32> %v, i32 %i) sanitize_memory {
; CHECK-LABEL: define i32 @extractLane(
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning
; CHECK: extractelement <4 x i32> {{%.*}}, i32 %i
; CHECK: %r = extractelement <4 x i32> %v, i32 %i
  %r = extractelement <4 x i32> %v, i32 %i
  ret i32 %r
}

define <4 x i32> @insertLane(<4 x i32> %v, i32 %e) sanitize_memory {
; CHECK-LABEL: define <4 x i32> @insertLane(
; CHECK: insertelement <4 x i32> {{%.*}}, i32 {{%.*}}, i32 2
; CHECK: %r = insertelement <4 x i32> %v, i32 %e, i32 2
  %r = insertelement <4 x i32> %v, i32 %e, i32 2
  ret <4 x i32> %r
}

define <2 x i32> @shuffle(<4 x i32> %v) sanitize_memory {
; CHECK-LABEL: define <2 x i32> @shuffle(
; CHECK: shufflevector <4 x i32> {{%.*}}, <4 x i32> {{.*}}, <2 x i32> <i32 3, i32 1>
; CHECK: %r = shufflevector
  %r = shufflevector <4 x i32> %v, <4 x i32> %v, <2 x i32> <i32 3, i32 1>
  ret <2 x i32> %r
}

; The optimizer makes reductions and masked accesses of loops.
define i32 @reduce(<4 x i32> %v) sanitize_memory {
; CHECK-LABEL: define i32 @reduce(
; CHECK: call i32 @llvm.vector.reduce.or.v4i32(<4 x i32> {{%.*}})
; CHECK: %r = call i32 @llvm.vector.reduce.add
  %r = call i32 @llvm.vector.reduce.add.v4i32(<4 x i32> %v)
  ret i32 %r
}

define <4 x i32> @maskedLoad(ptr noundef %p, <4 x i1> noundef %m) sanitize_memory {
; CHECK-LABEL: define <4 x i32> @maskedLoad(
; CHECK: @__msan_metadata_ptr_for_load_n(ptr %p, i64 16)
; CHECK: call <4 x i32> @llvm.masked.load.v4i32.p0({{.*}}<4 x i1> %m, <4 x i32> zeroinitializer)
; CHECK: %r = call <4 x i32> @llvm.masked.load
  %r = call <4 x i32> @llvm.masked.load.v4i32.p0(ptr align 4 %p, <4 x i1> %m, <4 x i32> zeroinitializer)
  ret <4 x i32> %r
}

; The mask of a masked access is used.
define <4 x i32> @poisonedMask(ptr noundef %p, <4 x i1> %m) sanitize_memory {
; CHECK-LABEL: define <4 x i32> @poisonedMask(
; CHECK: load <4 x i1>
; CHECK: call {{.*}}warning
; CHECK: %r = call <4 x i32> @llvm.masked.load
  %r = call <4 x i32> @llvm.masked.load.v4i32.p0(ptr align 4 %p, <4 x i1> %m, <4 x i32> zeroinitializer)
  ret <4 x i32> %r
}
