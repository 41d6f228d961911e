; RUN: kmsan-opt %s -S --flag tokens=0 --flag clean-up=0 --flag local-functions=1 | FileCheck %s
; Local functions of the module save code: reports, poisoned stores, results.

define i32 @f(ptr noundef %p, i32 %v) sanitize_memory {
; CHECK-LABEL: define i32 @f(
; CHECK: call {{.*}}@__msan_cold_chain_1(ptr {{%.*}}, i32 {{%.*}})
; CHECK: call void @__msan_clear_result()
; CHECK: %r = call i32 @give()
; CHECK: call { i32, i32 } @__msan_get_result_32()
; CHECK: call {{.*}}@__msan_cold_warning(i32 {{%.*}})
; CHECK: call void @__msan_set_result_32(i32 {{%.*}}, i32 {{%.*}})
  store i32 %v, ptr %p
  %r = call i32 @give()
  %q = udiv i32 %v, %r
  ret i32 %q
}

; An origin that would have to be kept across a call is looked up again where it is needed.
define i32 @lazily(ptr noundef %p, ptr noundef %q) sanitize_memory {
; CHECK-LABEL: define i32 @lazily(
; CHECK: call {{.*}}@__msan_cold_warning_of_memory(ptr %p, i64 8)
; CHECK: ret i32
  %a = getelementptr i8, ptr %p, i64 8
  %v = load i32, ptr %a
  store i32 0, ptr %q
  %r = udiv i32 7, %v
  ret i32 %r
}

; Not when something may have written another origin there.
define i32 @eagerly(ptr noundef %p, ptr noundef %q, i32 %w) sanitize_memory {
; CHECK-LABEL: define i32 @eagerly(
; CHECK: @__msan_metadata_ptr_for_load_4(ptr %a)
; CHECK: load i32
; CHECK: [[O:%.*]] = load i32, ptr {{%.*}}, align 4
; CHECK-NEXT: %v = load i32, ptr %a
; CHECK: call {{.*}}@__msan_cold_warning(i32 [[O]])
; CHECK: ret i32
  %a = getelementptr i8, ptr %p, i64 8
  %v = load i32, ptr %a
  store i32 %w, ptr %q
  %r = udiv i32 7, %v
  ret i32 %r
}

; What opens access to user memory calls only the hooks: objtool knows them by name.
define void @user(i32 %v) sanitize_memory {
; CHECK-LABEL: define void @user(
; CHECK: call void @__msan_warning(i32 {{%.*}})
; CHECK: call void asm sideeffect "stac"
  call void asm sideeffect "stac", "r"(i32 %v)
  ret void
}

; CHECK: define internal {{.*}}@__msan_cold_warning

declare i32 @give()
