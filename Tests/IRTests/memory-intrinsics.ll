; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; RUN: kmsan-opt %s -S --flag clean-up=0 --flag length-checks=0 | FileCheck %s --check-prefix=LAX
; Copies and fills go through the runtime; lengths and pointers are used.

define void @copy(ptr noundef %to, ptr noundef %from, i64 %n) sanitize_memory {
; CHECK-LABEL: define void @copy(
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning
; CHECK: call ptr @__msan_memcpy(ptr %to, ptr %from, i64 %n)
; CHECK-NOT: @llvm.memcpy
; CHECK: ret void
; LAX-LABEL: define void @copy(
; LAX-NOT: warning
; LAX: call ptr @__msan_memcpy(ptr %to, ptr %from, i64 %n)
  call void @llvm.memcpy.p0.p0.i64(ptr %to, ptr %from, i64 %n, i1 false)
  ret void
}

define void @move(ptr noundef %to, ptr noundef %from) sanitize_memory {
; CHECK-LABEL: define void @move(
; CHECK: call ptr @__msan_memmove(ptr %to, ptr %from, i64 8)
  call void @llvm.memmove.p0.p0.i32(ptr %to, ptr %from, i32 8, i1 false)
  ret void
}

; What a fill writes counts as initialized, whatever the byte.
define void @fill(ptr noundef %to, i8 %byte) sanitize_memory {
; CHECK-LABEL: define void @fill(
; CHECK-NOT: warning
; CHECK: [[B:%.*]] = zext i8 %byte to i32
; CHECK: call ptr @__msan_memset(ptr %to, i32 [[B]], i64 16)
  call void @llvm.memset.p0.i64(ptr %to, i8 %byte, i64 16, i1 false)
  ret void
}

; Code generation must not expand these into loads that nobody sees.
define i32 @compare(ptr noundef %a, ptr noundef %b) sanitize_memory {
; CHECK-LABEL: define i32 @compare(
; CHECK: call i32 @bcmp(ptr noundef %a, ptr noundef %b, i64 noundef 4) [[NOBUILTIN:#[0-9]+]]
; CHECK: attributes [[NOBUILTIN]] = {{.*}}nobuiltin
  %r = call i32 @bcmp(ptr noundef %a, ptr noundef %b, i64 noundef 4)
  ret i32 %r
}

declare i32 @bcmp(ptr, ptr, i64)
