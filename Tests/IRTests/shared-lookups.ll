; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; One look-up serves every access to the same aligned unit of memory.

@unknown = external global [2 x i16]
@number = global i32 0, align 4
@record = external global [4 x i32], align 8

; A unit is as large as the alignment allows.
define void @same(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define void @same(
; CHECK: @__msan_metadata_ptr_for_load_4(ptr %p)
; CHECK-NOT: @__msan_metadata
; CHECK: ret void
  %v = load i32, ptr %p
  %w = add i32 %v, 1
  store i32 0, ptr %p
  ret void
}

define void @globals() sanitize_memory {
; CHECK-LABEL: define void @globals(
; CHECK: @__msan_metadata_ptr_for_load_4(ptr @number)
; CHECK: @__msan_metadata_ptr_for_load_8(ptr getelementptr (i8, ptr @record, i64 8))
; CHECK-NOT: @__msan_metadata
; CHECK: ret void
  store i32 1, ptr @number
  store i32 2, ptr @number
  store i32 3, ptr getelementptr (i8, ptr @record, i64 12)
  store i32 4, ptr getelementptr ([4 x i32], ptr @record, i32 0, i32 2)
  ret void
}

; No declared alignment is no alignment.
define void @undeclared() sanitize_memory {
; CHECK-LABEL: define void @undeclared(
; CHECK: @__msan_metadata_ptr_for_load_2(ptr @unknown)
; CHECK: @__msan_metadata_ptr_for_load_2(ptr getelementptr (i8, ptr @unknown, i64 2))
; CHECK: ret void
  store i16 1, ptr @unknown
  store i16 2, ptr getelementptr (i8, ptr @unknown, i64 2)
  ret void
}

; A base that has been accessed as an aligned word is aligned like a word.
define void @parts(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define void @parts(
; CHECK: @__msan_metadata_ptr_for_load_8(ptr %p)
; CHECK: @__msan_metadata_ptr_for_load_8(ptr %{{.*}})
; CHECK-NOT: @__msan_metadata
; CHECK: ret void
  %second = getelementptr i8, ptr %p, i64 12
  %third = getelementptr i8, ptr %p, i64 8
  %half = getelementptr i8, ptr %p, i64 4
  store i64 0, ptr %p, align 8
  store i32 0, ptr %second
  store i32 0, ptr %third
  store i32 0, ptr %half
  ret void
}

; Nothing is known of this base: the second half may lie on another page.
define void @apart(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define void @apart(
; CHECK: @__msan_metadata_ptr_for_load_4(ptr %p)
; CHECK: @__msan_metadata_ptr_for_load_4(ptr %half)
; CHECK: ret void
  %half = getelementptr i8, ptr %p, i64 4
  store i32 0, ptr %p
  store i32 0, ptr %half
  ret void
}

; Indices are signed, and sums of offsets wrap around.
define void @below(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define void @below(
; CHECK: @__msan_metadata_ptr_for_load_8(ptr %p)
; CHECK: [[A:%.*]] = getelementptr i8, ptr %p, i64 -8
; CHECK: @__msan_metadata_ptr_for_load_8(ptr [[A]])
; CHECK: ret void
  %below = getelementptr i8, ptr %p, i32 -4
  %far = getelementptr [9223372036854775807 x i64], ptr %p, i64 9223372036854775807, i64 1
  store i64 0, ptr %p, align 8
  store i32 0, ptr %below
  store i32 0, ptr %far
  ret void
}
