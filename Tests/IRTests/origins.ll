; RUN: kmsan-opt %s -S --flag tokens=0 --flag clean-up=0 | FileCheck %s
; RUN: kmsan-opt %s -S --flag tokens=0 --flag clean-up=0 --flag local-functions=1 | FileCheck %s --check-prefix=LOCAL
; A value that spans several groups of four bytes has the origin of its first uninitialized byte.

; Two halves: the second one's where the first is clean.
define i32 @word(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define i32 @word(
; CHECK: [[S:%.*]] = load i64, ptr {{%.*}}, align 8
; CHECK: [[HALF:%.*]] = trunc i64 [[S]] to i32
; CHECK: [[FIRST:%.*]] = icmp eq i32 [[HALF]], 0
; CHECK: [[NUMBER:%.*]] = zext i1 [[FIRST]] to i64
; CHECK: [[OFFSET:%.*]] = shl i64 [[NUMBER]], 2
; CHECK: [[PLACE:%.*]] = getelementptr i8, ptr {{%.*}}, i64 [[OFFSET]]
; CHECK: [[O:%.*]] = load i32, ptr [[PLACE]], align 4
; CHECK: call void @__msan_warning(i32 [[O]])
; LOCAL-LABEL: define i32 @word(
; LOCAL: call {{.*}}@__msan_cold_warning_among(ptr {{%.*}}, i64 {{%.*}})
  %v = load i64, ptr %p, align 8
  %r = udiv i64 7, %v
  %t = trunc i64 %r to i32
  ret i32 %t
}

; Not aligned: the byte's number counts from the start of its group.
define i32 @unaligned(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define i32 @unaligned(
; CHECK: [[S:%.*]] = load i32, ptr {{%.*}}, align 1
; CHECK: [[MARKED:%.*]] = or i32 [[S]], -2147483648
; CHECK: call {{.*}}i32 @llvm.cttz.i32(i32 [[MARKED]], i1 false)
; CHECK: ptrtoint ptr %p to i64
; CHECK: and i64 {{%.*}}, -4
; CHECK: call void @__msan_warning(i32 {{%.*}})
  %v = load i32, ptr %p, align 1
  %r = udiv i32 7, %v
  ret i32 %r
}

; Sixteen bytes have no place in a register of the local functions.
define i1 @wide(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define i1 @wide(
; CHECK: call {{.*}}i128 @llvm.cttz.i128(
; LOCAL-LABEL: define i1 @wide(
; LOCAL: call {{.*}}i128 @llvm.cttz.i128(
  %v = load i128, ptr %p, align 16
  %c = icmp eq i128 %v, 0
  br i1 %c, label %a, label %b
a:
  ret i1 true
b:
  ret i1 false
}

; Looked up again: the local function gets the shadow, too.
define i64 @lazily(ptr noundef %p, ptr noundef %q) sanitize_memory {
; LOCAL-LABEL: define i64 @lazily(
; LOCAL: call {{.*}}@__msan_cold_warning_of_word(ptr %p, i64 8, i64 {{%.*}})
  %a = getelementptr i8, ptr %p, i64 8
  %v = load i64, ptr %a
  store i32 0, ptr %q
  %r = udiv i64 7, %v
  ret i64 %r
}

; A pointer is written as a whole.
define i8 @pointer(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define i8 @pointer(
; CHECK-NOT: trunc
; CHECK: ret i8
  %q = load ptr, ptr %p, align 8
  %v = load i8, ptr %q
  ret i8 %v
}
