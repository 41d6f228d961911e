; RUN: kmsan-opt %s -S --flag clean-up=0 --flag local-functions=1 | FileCheck %s
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
