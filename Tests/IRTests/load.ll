; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; The shadow of what is loaded lies where the runtime says.

@constant = constant i32 7

define i32 @word(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define i32 @word(
; CHECK: [[M:%.*]] = call { ptr, ptr } @__msan_metadata_ptr_for_load_4(ptr %p)
; CHECK: [[A:%.*]] = extractvalue { ptr, ptr } [[M]], 0
; CHECK: [[S:%.*]] = load i32, ptr [[A]], align 4
; CHECK: %v = load i32, ptr %p
; CHECK: [[R:%.*]] = getelementptr i8, ptr {{.*}}, i64 800
; CHECK: store i32 [[S]], ptr [[R]], align 8
; CHECK: [[O:%.*]] = getelementptr i8, ptr {{.*}}, i64 4008
; CHECK: store i32 {{%.*}}, ptr [[O]], align 4
; CHECK: ret i32 %v
  %v = load i32, ptr %p
  ret i32 %v
}

define void @sizes(ptr noundef %p, ptr noundef %q, ptr noundef %r) sanitize_memory {
; CHECK-LABEL: define void @sizes(
; CHECK: @__msan_metadata_ptr_for_load_1(ptr %p)
; CHECK: @__msan_metadata_ptr_for_load_n(ptr %p, i64 16)
; CHECK: @__msan_metadata_ptr_for_load_n(ptr %r, i64 3)
  %a = load i8, ptr %p
  store i8 %a, ptr %q
  %b = load i128, ptr %p
  store i128 %b, ptr %q
  %c = load i24, ptr %r, align 1
  store i24 %c, ptr %q
  ret void
}

; A pointer's shadow is an integer, a double's too.
define double @kinds(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define double @kinds(
; CHECK: [[SQ:%.*]] = load i64
; CHECK: %q = load ptr, ptr %p
; CHECK: icmp ne i64 [[SQ]], 0
; CHECK: load i64
; CHECK: %v = load double, ptr %q
  %q = load ptr, ptr %p
  %v = load double, ptr %q
  ret double %v
}

; Constants are initialized; memory in other address spaces counts as initialized.
define i32 @clean(ptr addrspace(256) noundef %p) sanitize_memory {
; CHECK-LABEL: define i32 @clean(
; CHECK-NOT: @__msan
; CHECK: ret i32
  %a = load i32, ptr @constant
  %b = load i32, ptr addrspace(256) %p
  %r = add i32 %a, %b
  ret i32 %r
}

; The address is used, so it is checked: once, for the same pointer.
define void @address(ptr %p, ptr noundef %q) sanitize_memory {
; CHECK-LABEL: define void @address(
; CHECK: br i1 {{.*}}, label %{{.*}}, label %{{.*}}, !prof
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning(i32 {{%.*}})
; CHECK-NOT: warning
; CHECK: ret void
  %a = load i8, ptr %p
  store i8 %a, ptr %q
  %b = load i8, ptr %p
  store i8 %b, ptr %q
  ret void
}
