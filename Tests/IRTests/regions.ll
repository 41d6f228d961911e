; In regions of uninstrumented functions calls are prepared; outside nothing is emitted.
; RUN: kmsan-opt %s -S --flag clean-up=0 --flag verify=1 | FileCheck %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

%big = type { [9 x i64] }

define void @entry(i64 %state, ptr %regs, ptr byval(%big) %large) disable_sanitizer_instrumentation {
; CHECK-LABEL: define void @entry(
; CHECK-NEXT: %local = alloca i32
; CHECK-NEXT: %private = alloca i32
; CHECK-NEXT: store i32 1, ptr %private
; CHECK-NEXT: call void @handle(i64 %state)
; CHECK-NEXT: call void asm sideeffect
; CHECK-NEXT: call void @__msan_unpoison_alloca(ptr %local, i64 4)
; CHECK-NEXT: call ptr @__msan_get_context_state()
; CHECK: store i64 0
; CHECK: store ptr @handle
; CHECK-NEXT: call void @handle(i64 %state)
; CHECK-NEXT: call void @look(ptr noundef %local)
; CHECK-NEXT: call ptr @__msan_get_context_state()
; CHECK: call void @llvm.memset.p0.i64({{.*}}, i8 0, i64 72, i1 false)
; CHECK: store ptr @large
; CHECK-NEXT: call void @large(ptr byval(%big) %large)
; CHECK: store i64 8, ptr
; CHECK: store ptr @variable
; CHECK-NEXT: call void (i32, ...) @variable(
; CHECK-NEXT: call void asm sideeffect
; CHECK-NEXT: call void @handle(i64 %state)
; CHECK-NEXT: ret void
  %local = alloca i32
  %private = alloca i32
  store i32 1, ptr %private
  call void @handle(i64 %state)
  call void asm sideeffect "1: nop\0A.pushsection .discard.instr_begin\0A.long 1b - .\0A.popsection", ""()
  call void @handle(i64 %state)
  call void @look(ptr noundef %local)
  call void @large(ptr byval(%big) %large)
  call void (i32, ...) @variable(i32 noundef 1, i64 2, i64 3, i64 4, i64 5, i64 6, i64 7)
  call void asm sideeffect "2: nop\0A.pushsection .discard.instr_end\0A.long 2b - .\0A.popsection", ""()
  call void @handle(i64 %state)
  ret void
}

; Behind a join where only one way is in a region, nothing is emitted; marker calls go away.
define void @branch(i1 %c, i64 %state) disable_sanitizer_instrumentation {
; CHECK-LABEL: define void @branch(
; CHECK-NOT: @__kmsan_region
; CHECK: yes:
; CHECK-NEXT: call void asm sideeffect "/* .discard.instr_begin */", "~{memory}"()
; CHECK-NEXT: br label %join
; CHECK: join:
; CHECK-NEXT: phi
; CHECK-NEXT: call void @handle(i64 %state)
; CHECK-NEXT: ret void
  br i1 %c, label %yes, label %join
yes:
  call void @__kmsan_region_begin()
  br label %join
join:
  %x = phi i32 [ 0, %0 ], [ 1, %yes ]
  call void @handle(i64 %state)
  ret void
}

; Regions nest, and may be entered again in a loop.
define void @loop(i1 %c, i64 %state) disable_sanitizer_instrumentation {
; CHECK-LABEL: define void @loop(
; CHECK: body:
; CHECK: store ptr @handle
; CHECK-NEXT: call void @handle(i64 %state)
; CHECK: store ptr @handle
; CHECK-NEXT: call void @handle(i64 %state)
; CHECK-NEXT: call void asm sideeffect "/* .discard.instr_end */", "~{memory}"()
; CHECK-NEXT: call void @handle(i64 %state)
; CHECK-NEXT: br i1
  br label %body
body:
  call void @llvm.kmsan.instrumentation.begin()
  call void @__kmsan_region_begin()
  call void @handle(i64 %state)
  call void @__kmsan_region_end()
  call void @handle(i64 %state)
  call void @llvm.kmsan.instrumentation.end()
  call void @handle(i64 %state)
  br i1 %c, label %body, label %done
done:
  ret void
}

declare void @handle(i64)
declare void @look(ptr)
declare void @large(ptr byval(%big))
declare void @variable(i32, ...)
declare void @__kmsan_region_begin()
declare void @__kmsan_region_end()
declare void @llvm.kmsan.instrumentation.begin()
declare void @llvm.kmsan.instrumentation.end()
