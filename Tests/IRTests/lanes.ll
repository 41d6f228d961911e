; RUN: kmsan-opt %s -S --flag tokens=0 --flag clean-up=0 | FileCheck %s
; Functions of lanes, permutations and reductions of vectors, products without carries, carries.

; One poisoned bit poisons the lane.
define <2 x float> @lanes(<2 x float> %a, <2 x float> %b) sanitize_memory {
; CHECK-LABEL: define <2 x float> @lanes(
; CHECK: [[ANY:%.*]] = or <2 x i32>
; CHECK: [[IS:%.*]] = icmp ne <2 x i32> [[ANY]], zeroinitializer
; CHECK: [[S:%.*]] = sext <2 x i1> [[IS]] to <2 x i32>
; CHECK: %r = fadd <2 x float>
; CHECK: store <2 x i32> [[S]], ptr
  %r = fadd <2 x float> %a, %b
  ret <2 x float> %r
}

; A scalar beside a vector belongs to every lane; the structure's fields are computed from the same lanes.
define { <2 x float>, <2 x i32> } @parts(<2 x float> %a) sanitize_memory {
; CHECK-LABEL: define { <2 x float>, <2 x i32> } @parts(
; CHECK-COUNT-2: sext <2 x i1> {{%.*}} to <2 x i32>
; CHECK: call { <2 x float>, <2 x i32> } @llvm.frexp
; CHECK-NOT: warning
; CHECK: ret
  %r = call { <2 x float>, <2 x i32> } @llvm.frexp.v2f32.v2i32(<2 x float> %a)
  ret { <2 x float>, <2 x i32> } %r
}

define <2 x float> @power(<2 x float> %a, i32 %n) sanitize_memory {
; CHECK-LABEL: define <2 x float> @power(
; CHECK: select i1 {{%.*}}, <2 x i32> splat (i32 -1), <2 x i32> zeroinitializer
; CHECK: call <2 x float> @llvm.powi
; CHECK-NOT: warning
; CHECK: ret
  %r = call <2 x float> @llvm.powi.v2f32.i32(<2 x float> %a, i32 %n)
  ret <2 x float> %r
}

; The sign is known.
define float @magnitude(float %a) sanitize_memory {
; CHECK-LABEL: define float @magnitude(
; CHECK: [[S:%.*]] = and i32 {{%.*}}, 2147483647
; CHECK: store i32 [[S]], ptr
  %r = call float @llvm.fabs.f32(float %a)
  ret float %r
}

define float @strict_mode(float %a) strictfp sanitize_memory {
; CHECK-LABEL: define float @strict_mode(
; CHECK: sext i1 {{%.*}} to i32
; CHECK-NOT: warning
; CHECK: ret float
  %r = call float @llvm.experimental.constrained.sqrt.f32(float %a, metadata !"round.dynamic", metadata !"fpexcept.strict") strictfp
  ret float %r
}

define <8 x i16> @interleaved(<4 x i16> %a, <4 x i16> %b) sanitize_memory {
; CHECK-LABEL: define <8 x i16> @interleaved(
; CHECK-COUNT-2: call <8 x i16> @llvm.vector.interleave2.v8i16(
; CHECK-NOT: warning
; CHECK: ret
  %r = call <8 x i16> @llvm.vector.interleave2.v8i16(<4 x i16> %a, <4 x i16> %b)
  ret <8 x i16> %r
}

define { <2 x float>, <2 x float> } @deinterleaved(<4 x float> %a) sanitize_memory {
; CHECK-LABEL: define { <2 x float>, <2 x float> } @deinterleaved(
; CHECK: call { <2 x i32>, <2 x i32> } @llvm.vector.deinterleave2.v4i32(
; CHECK: call { <2 x float>, <2 x float> } @llvm.vector.deinterleave2.v4f32(
  %r = call { <2 x float>, <2 x float> } @llvm.vector.deinterleave2.v4f32(<4 x float> %a)
  ret { <2 x float>, <2 x float> } %r
}

define <4 x i32> @inserted(<4 x i32> %a, <2 x i32> %b) sanitize_memory {
; CHECK-LABEL: define <4 x i32> @inserted(
; CHECK-COUNT-2: call <4 x i32> @llvm.vector.insert.v4i32.v2i32({{.*}}, i64 2)
  %r = call <4 x i32> @llvm.vector.insert.v4i32.v2i32(<4 x i32> %a, <2 x i32> %b, i64 2)
  ret <4 x i32> %r
}

; A sum is clean below the lowest poisoned bit, a xor where all lanes are.
define i32 @sum(<4 x i32> %a) sanitize_memory {
; CHECK-LABEL: define i32 @sum(
; CHECK: [[ANY:%.*]] = call i32 @llvm.vector.reduce.or.v4i32
; CHECK: [[NEGATED:%.*]] = sub i32 0, [[ANY]]
; CHECK: [[S:%.*]] = or i32 [[ANY]], [[NEGATED]]
; CHECK: store i32 [[S]], ptr
  %r = call i32 @llvm.vector.reduce.add.v4i32(<4 x i32> %a)
  ret i32 %r
}

define i32 @parity(<4 x i32> %a) sanitize_memory {
; CHECK-LABEL: define i32 @parity(
; CHECK: [[ANY:%.*]] = call i32 @llvm.vector.reduce.or.v4i32
; CHECK: store i32 [[ANY]], ptr
  %r = call i32 @llvm.vector.reduce.xor.v4i32(<4 x i32> %a)
  ret i32 %r
}

; Halves of 128 bits: the high ones of the first operand, the low ones of the second.
define <4 x i64> @products(<4 x i64> %a, <4 x i64> %b) sanitize_memory "target-features"="+vpclmulqdq,+avx" {
; CHECK-LABEL: define <4 x i64> @products(
; CHECK: shufflevector <4 x i64> {{%.*}}, <4 x i64> poison, <2 x i32> <i32 1, i32 3>
; CHECK: shufflevector <4 x i64> {{%.*}}, <4 x i64> poison, <2 x i32> <i32 0, i32 2>
; CHECK: mul <2 x i128>
; CHECK: bitcast <2 x i128> {{%.*}} to <4 x i64>
; CHECK-NOT: warning
; CHECK: call <4 x i64> @llvm.x86.pclmulqdq.256
  %r = call <4 x i64> @llvm.x86.pclmulqdq.256(<4 x i64> %a, <4 x i64> %b, i8 1)
  ret <4 x i64> %r
}

define i32 @product(i32 %a, i32 %b) sanitize_memory {
; CHECK-LABEL: define i32 @product(
; CHECK: mul i64
; CHECK: trunc i64 {{%.*}} to i32
; CHECK-NOT: warning
; CHECK: call i32 @llvm.clmul.i32
  %r = call i32 @llvm.clmul.i32(i32 %a, i32 %b)
  ret i32 %r
}

; Only whether the carry is 0 matters.
define { i8, i32 } @carry(i8 %c, i32 %a, i32 %b) sanitize_memory {
; CHECK-LABEL: define { i8, i32 } @carry(
; CHECK: add i33
; CHECK: insertvalue { i8, i32 }
; CHECK-NOT: warning
; CHECK: call { i8, i32 } @llvm.x86.addcarry.32
  %r = call { i8, i32 } @llvm.x86.addcarry.32(i8 %c, i32 %a, i32 %b)
  ret { i8, i32 } %r
}

; What is read from the processor is initialized, and so is where it was put.
define void @status(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define void @status(
; CHECK: call void @__msan_instrument_asm_store(ptr %p, i64 4)
; CHECK: call void @llvm.x86.sse.stmxcsr
  call void @llvm.x86.sse.stmxcsr(ptr %p)
  ret void
}
