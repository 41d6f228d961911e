; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; Variable arguments on x86-64: 48 bytes for general registers, 128 for vector registers, the stack.

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

define void @caller(i32 %v) sanitize_memory {
; CHECK-LABEL: define void @caller(
; CHECK: getelementptr i8, ptr {{%.*}}, i64 1608
; CHECK: getelementptr i8, ptr {{%.*}}, i64 2408
; CHECK: getelementptr i8, ptr {{%.*}}, i64 3200
; CHECK: call void (ptr, ...) @variadic(ptr noundef null, i32 %v)
  call void (ptr, ...) @variadic(ptr noundef null, i32 %v)
  ret void
}

; The list itself, the registers, the stack.
define void @callee(ptr noundef %list, ...) sanitize_memory {
; CHECK-LABEL: define void @callee(
; CHECK: call void @llvm.va_start.p0(ptr %list)
; CHECK: @__msan_metadata_ptr_for_store_n(ptr %list, i64 24)
; CHECK: @__msan_metadata_ptr_for_store_n(ptr {{%.*}}, i64 176)
; CHECK: @__msan_metadata_ptr_for_store_n(ptr {{%.*}}, i64 {{%.*}})
; CHECK: ret void
  call void @llvm.va_start.p0(ptr %list)
  ret void
}

; After a call the block holds another's arguments: it was saved before.
define void @saved(ptr noundef %list, ...) sanitize_memory {
; CHECK-LABEL: define void @saved(
; CHECK: [[COPY:%.*]] = alloca i8, i64
; CHECK: call void @llvm.memcpy{{.*}}(ptr {{.*}}[[COPY]],
; CHECK: call void @other()
; CHECK: call void @llvm.va_start.p0(ptr %list)
  call void @other()
  call void @llvm.va_start.p0(ptr %list)
  ret void
}

declare void @variadic(ptr, ...)
declare void @other()
