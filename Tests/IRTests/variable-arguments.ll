; RUN: kmsan-opt %s -S --flag clean-up=0 --flag verify=1 | FileCheck %s
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

; The copy comes before the arguments of the first call, which overwrite the block although they are clean.
define internal void @inner(i64 %n, ...) sanitize_memory noinline {
  %list = alloca [24 x i8]
  call void @llvm.va_start.p0(ptr %list)
  ret void
}

define void @savedBeforeClean(ptr noundef %list, ...) sanitize_memory {
; CHECK-LABEL: define void @savedBeforeClean(
; CHECK: alloca i8, i64
; CHECK: [[COPY:%.*]] = alloca i8, i64
; CHECK: call void @llvm.memcpy{{.*}}(ptr {{.*}}[[COPY]],
; CHECK: store i64 32, ptr
; CHECK: call void (i64, ...) @inner(
; CHECK: call void @llvm.va_start.p0(ptr %list)
  call void (i64, ...) @inner(i64 0, ptr byval([4 x i64]) align 8 @clean)
  call void @llvm.va_start.p0(ptr %list)
  ret void
}

@clean = constant [4 x i64] zeroinitializer

; What follows the saved copy on the stack stays aligned for arguments in memory.
define void @savedAligned(ptr noundef %list, ...) sanitize_memory {
; CHECK-LABEL: define void @savedAligned(
; CHECK: alloca i8, i64 {{%.*}}, align 64
; CHECK: alloca i8, i64 {{%.*}}, align 64
  call void (ptr, ...) @variadic(ptr null, ptr byval([8 x i64]) align 64 @far)
  call void @llvm.va_start.p0(ptr %list)
  ret void
}

@far = external global [8 x i64], align 64

; Memory that is aligned to 16 bytes leaves a gap: 1600 + 176 + 16.
define void @alignedMemory(ptr noundef %p, i64 %v) sanitize_memory {
; CHECK-LABEL: define void @alignedMemory(
; CHECK: getelementptr i8, ptr {{%.*}}, i64 1776
; CHECK: getelementptr i8, ptr {{%.*}}, i64 1792
; CHECK: store i64 32, ptr
; CHECK: call void (ptr, i64, i64, i64, i64, i64, ...) @variadic6(
  call void (ptr, i64, i64, i64, i64, i64, ...) @variadic6(ptr %p, i64 0, i64 0, i64 0, i64 0, i64 0, i64 %v, ptr byval(i128) align 16 %p)
  ret void
}

; An i128 takes two registers or none; a later word takes the last register.
define void @wide(ptr noundef %p, i128 %w, i64 %v) sanitize_memory {
; CHECK-LABEL: define void @wide(
; CHECK: [[HIGH:%.*]] = lshr i128 {{%.*}}, 64
; CHECK: getelementptr i8, ptr {{%.*}}, i64 1776
; CHECK: getelementptr i8, ptr {{%.*}}, i64 1784
; CHECK: getelementptr i8, ptr {{%.*}}, i64 1640
; CHECK: store i64 16, ptr
; CHECK: call void (ptr, i64, i64, i64, i64, ...) @variadic5(
  call void (ptr, i64, i64, i64, i64, ...) @variadic5(ptr %p, i64 0, i64 0, i64 0, i64 0, i128 %w, i64 %v)
  ret void
}

; Both origins of a word are written: a callee copies them as memory.
define void @originOfEveryCell(i64 %v) sanitize_memory {
; CHECK-LABEL: define void @originOfEveryCell(
; CHECK: [[FIRST:%.*]] = getelementptr i8, ptr {{%.*}}, i64 2408
; CHECK: store i32 [[ORIGIN:%.*]], ptr [[FIRST]]
; CHECK: [[SECOND:%.*]] = getelementptr i8, ptr [[FIRST]], i64 4
; CHECK: store i32 [[ORIGIN]], ptr [[SECOND]]
  call void (ptr, ...) @variadic(ptr null, i64 %v)
  ret void
}

; Memory that the area has no room for as a whole is sent as far as there is room.
define void @large(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define void @large(
; CHECK: call void @llvm.memcpy{{.*}}, i64 624, i1 false)
; CHECK: store i64 4096, ptr
  call void (ptr, ...) @variadic(ptr null, ptr byval([4096 x i8]) align 8 %p)
  ret void
}

; A caller without vector registers marks the token.
define void @short(i64 %v, ptr noundef %f) sanitize_memory "target-features"="-sse,-sse2" {
; CHECK-LABEL: define void @short(
; CHECK: store ptr inttoptr (i64 xor (i64 ptrtoint (ptr @variadic to i64), i64 4611686018427387904) to ptr), ptr
; CHECK-NEXT: call void (ptr, ...) @variadic(
; CHECK: [[NUMBER:%.*]] = ptrtoint ptr %f to i64
; CHECK: [[MARKED:%.*]] = xor i64 [[NUMBER]], 4611686018427387904
; CHECK: [[TOKEN:%.*]] = inttoptr i64 [[MARKED]] to ptr
; CHECK: store ptr [[TOKEN]], ptr
; CHECK-NEXT: call void (ptr, ...) %f(
  call void (ptr, ...) @variadic(ptr null, i64 %v)
  call void (ptr, ...) %f(ptr null, i64 %v)
  ret void
}

; A callee takes both tokens, and moves what the other layout has elsewhere.
define void @either(ptr noundef %list, ...) sanitize_memory {
; CHECK-LABEL: define void @either(
; CHECK: icmp ne ptr [[TAKEN:%.*]], @either
; CHECK: [[UNMARKED:%.*]] = xor i64 {{%.*}}, 4611686018427387904
; CHECK: icmp eq i64 [[UNMARKED]], ptrtoint (ptr @either to i64)
; CHECK: call void @llvm.memmove{{.*}}, i64 624, i1 false)
; CHECK: ret void
  call void @llvm.va_start.p0(ptr %list)
  ret void
}

; The list of 64-bit Windows is one pointer, to words that lie one behind the other.
define win64cc void @windows(ptr noundef %list, ...) sanitize_memory {
; CHECK-LABEL: define win64cc void @windows(
; CHECK: call void @llvm.va_start.p0(ptr %list)
; CHECK: @__msan_metadata_ptr_for_store_8(ptr %list)
; CHECK-NOT: i64 176
; CHECK: ret void
  call void @llvm.va_start.p0(ptr %list)
  ret void
}

; What does not fit a word there is passed as the address of a copy that has a shadow.
define void @toWindows(x86_fp80 %x, i64 %v) sanitize_memory {
; CHECK-LABEL: define void @toWindows(
; CHECK: [[COPY:%.*]] = alloca x86_fp80
; CHECK: store x86_fp80 %x, ptr [[COPY]]
; CHECK: getelementptr i8, ptr {{%.*}}, i64 1608
; CHECK: store i64 16, ptr
; CHECK: call win64cc void (ptr, ...) @windows(ptr null, ptr [[COPY]], i64 %v)
  call win64cc void (ptr, ...) @windows(ptr null, x86_fp80 %x, i64 %v)
  ret void
}

; A function that hands all its arguments on sends what it has received.
define void @handsOn(ptr %p, ...) sanitize_memory {
; CHECK-LABEL: define void @handsOn(
; CHECK: [[COPY:%.*]] = alloca i8, i64
; CHECK: call void @other()
; CHECK: call void @llvm.memcpy{{.*}}(ptr {{.*}}, ptr {{.*}}[[COPY]], i64
; CHECK: musttail call void (ptr, ...) @variadic(ptr %p, ...)
  call void @other()
  musttail call void (ptr, ...) @variadic(ptr %p, ...)
  ret void
}

declare void @variadic5(ptr, i64, i64, i64, i64, ...)
declare void @variadic6(ptr, i64, i64, i64, i64, i64, ...)

; Only named arguments decide where the token lies: an unnamed one in the last word takes its place from none.
define void @unnamedInTheLastWord(ptr noundef %p, i64 %v) sanitize_memory {
; CHECK-LABEL: define void @unnamedInTheLastWord(
; CHECK: store i64 784, ptr
; CHECK-NEXT: getelementptr i8, ptr {{%.*}}, i64 792
; CHECK-NEXT: store ptr @variadic
; CHECK-NEXT: call void (ptr, ...) @variadic(
  call void (ptr, ...) @variadic(ptr %p, ptr byval([98 x i64]) align 8 %p, i64 %v)
  ret void
}
