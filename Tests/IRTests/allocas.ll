; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; A variable is poisoned where its life begins.

; CHECK: [[NAME:@.*]] = {{.*}}constant {{.*}}c"local\00"

define void @plain() sanitize_memory {
; CHECK-LABEL: define void @plain(
; CHECK: %local = alloca [3 x i32]
; CHECK-NEXT: call void @__msan_poison_alloca(ptr %local, i64 12, ptr [[NAME]])
  %local = alloca [3 x i32]
  call void @use(ptr %local)
  ret void
}

define void @marked() sanitize_memory {
; CHECK-LABEL: define void @marked(
; CHECK: %local = alloca i64
; CHECK-NOT: @__msan_poison_alloca
; CHECK: call void @llvm.lifetime.start.p0(ptr %local)
; CHECK-NEXT: call void @__msan_poison_alloca(ptr %local, i64 8, ptr [[NAME]])
; CHECK-NOT: @__msan_poison_alloca
; CHECK: ret void
  %local = alloca i64
  call void @llvm.lifetime.start.p0(ptr %local)
  call void @use(ptr %local)
  call void @llvm.lifetime.end.p0(ptr %local)
  ret void
}

define void @dynamic(i32 noundef %n) sanitize_memory {
; CHECK-LABEL: define void @dynamic(
; CHECK: %local = alloca i64, i32 %n
; CHECK: [[N:%.*]] = zext i32 %n to i64
; CHECK: [[SIZE:%.*]] = {{mul|shl}} i64 {{.*}}
; CHECK: call void @__msan_poison_alloca(ptr %local, i64 [[SIZE]], ptr [[NAME]])
  %local = alloca i64, i32 %n
  call void @use(ptr %local)
  ret void
}

; In a function without checks the variable counts as initialized.
define void @unchecked() {
; CHECK-LABEL: define void @unchecked(
; CHECK: call void @__msan_unpoison_alloca(ptr %local, i64 4)
  %local = alloca i32
  call void @use(ptr %local)
  ret void
}

declare void @use(ptr)
