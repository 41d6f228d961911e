; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; RUN: kmsan-opt %s -S --flag list-heuristics=1 2>&1 | FileCheck %s --check-prefix=LIST
; LIST-NOT: no rule for llvm.x86

; What the processor writes is initialized.
define void @writes(ptr %p) sanitize_memory {
; CHECK-LABEL: define void @writes(
; CHECK: call void @__msan_instrument_asm_store(ptr %p, i64 4)
; CHECK: call void @llvm.x86.sse.stmxcsr
; CHECK: call void @__msan_instrument_asm_store(ptr %p, i64 512)
; CHECK: call void @llvm.x86.fxsave64
  call void @llvm.x86.sse.stmxcsr(ptr %p)
  call void @llvm.x86.fxsave64(ptr %p)
  ret void
}

; What it takes as its state must be initialized.
define void @uses(ptr %p) sanitize_memory {
; CHECK-LABEL: define void @uses(
; CHECK: [[S:%.*]] = load i32, ptr {{.*}}, align 1
; CHECK: icmp ne i32 [[S]], 0
; CHECK: call void @llvm.x86.sse.ldmxcsr
  call void @llvm.x86.sse.ldmxcsr(ptr %p)
  ret void
}

define <16 x i8> @loads(ptr %p) sanitize_memory {
; CHECK-LABEL: define <16 x i8> @loads(
; CHECK: load <16 x i8>, ptr {{.*}}, align 1
; CHECK: call <16 x i8> @llvm.x86.sse3.ldu.dq
  %r = call <16 x i8> @llvm.x86.sse3.ldu.dq(ptr %p)
  ret <16 x i8> %r
}

; Lanes travel with their shadow; of the mask, only signs are checked.
define <4 x float> @lanes(ptr %p, <4 x i32> %m, <4 x float> %v) sanitize_memory {
; CHECK-LABEL: define <4 x float> @lanes(
; CHECK: icmp slt <4 x i32> {{.*}}, zeroinitializer
; CHECK: call void @llvm.masked.store.v4i32.p0(<4 x i32> {{.*}}, ptr {{.*}}, <4 x i1>
; CHECK: call void @llvm.x86.avx.maskstore.ps
; CHECK: call <4 x i32> @llvm.masked.load.v4i32.p0(ptr {{.*}}, <4 x i1> {{.*}}, <4 x i32> zeroinitializer)
; CHECK: call <4 x float> @llvm.x86.avx.maskload.ps
  call void @llvm.x86.avx.maskstore.ps(ptr %p, <4 x i32> %m, <4 x float> %v)
  %r = call <4 x float> @llvm.x86.avx.maskload.ps(ptr %p, <4 x i32> %m)
  ret <4 x float> %r
}

define void @bytes(ptr %p, <16 x i8> %m, <16 x i8> %v) sanitize_memory {
; CHECK-LABEL: define void @bytes(
; CHECK: call void @llvm.masked.store.v16i8.p0(<16 x i8> {{.*}}, ptr {{.*}}, <16 x i1>
; CHECK: call void @llvm.x86.sse2.maskmov.dqu
  call void @llvm.x86.sse2.maskmov.dqu(<16 x i8> %v, <16 x i8> %m, ptr %p)
  ret void
}

declare void @llvm.x86.sse.stmxcsr(ptr)
declare void @llvm.x86.sse.ldmxcsr(ptr)
declare void @llvm.x86.fxsave64(ptr)
declare <16 x i8> @llvm.x86.sse3.ldu.dq(ptr)
declare void @llvm.x86.avx.maskstore.ps(ptr, <4 x i32>, <4 x float>)
declare <4 x float> @llvm.x86.avx.maskload.ps(ptr, <4 x i32>)
declare void @llvm.x86.sse2.maskmov.dqu(<16 x i8>, <16 x i8>, ptr)
