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

; A variable that is written completely before its address is used for anything else is not poisoned.
define void @filled() sanitize_memory {
; CHECK-LABEL: define void @filled(
; CHECK-NOT: @__msan_poison_alloca
; CHECK: ret void
  %local = alloca [3 x i64]
  %second = getelementptr i8, ptr %local, i64 8
  call void @other()
  call void @llvm.memset.p0.i64(ptr %second, i8 0, i64 16, i1 false)
  store i64 1, ptr %local
  call void @use(ptr %local)
  ret void
}

; Bytes that are left over, padding for example, keep it poisoned.
define void @padded() sanitize_memory {
; CHECK-LABEL: define void @padded(
; CHECK: @__msan_poison_alloca(ptr %local
; CHECK: ret void
  %local = alloca {i8, i32}
  %second = getelementptr {i8, i32}, ptr %local, i32 0, i32 1
  store i8 1, ptr %local
  store i32 1, ptr %second
  call void @use(ptr %local)
  ret void
}

; So does every other use of the address in between: a call, a read, a store of the address.
define void @used(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define void @used(
; CHECK-DAG: @__msan_poison_alloca(ptr %local
; CHECK-DAG: @__msan_poison_alloca(ptr %read
; CHECK-DAG: @__msan_poison_alloca(ptr %kept
; CHECK-DAG: @__msan_poison_alloca(ptr %copied
; CHECK: ret void
  %local = alloca i64
  %read = alloca i64
  %kept = alloca i64
  %copied = alloca i64
  call void @use(ptr %local)
  store i64 1, ptr %local
  %r = load i64, ptr %read
  store i64 %r, ptr %read
  store ptr %kept, ptr %p
  store i64 1, ptr %kept
  call void @llvm.memmove.p0.p0.i64(ptr %copied, ptr %copied, i64 8, i1 false)
  ret void
}

; A variable that is written on one way only stays poisoned.
define void @sometimes(i1 noundef %c) sanitize_memory {
; CHECK-LABEL: define void @sometimes(
; CHECK: @__msan_poison_alloca(ptr %local
; CHECK: ret void
  %local = alloca i64
  br i1 %c, label %write, label %join
write:
  store i64 1, ptr %local
  br label %join
join:
  call void @use(ptr %local)
  ret void
}

declare void @use(ptr)
declare void @other()
