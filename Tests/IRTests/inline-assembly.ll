; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; Inputs are used; memory that the assembly says it writes becomes initialized.

define i32 @input(i32 %v) sanitize_memory {
; CHECK-LABEL: define i32 @input(
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning
; CHECK: %r = call i32 asm "bswap $0", "=r,0"(i32 %v)
; CHECK-NOT: load
; CHECK: ret i32 %r
  %r = call i32 asm "bswap $0", "=r,0"(i32 %v)
  ret i32 %r
}

define void @output(ptr noundef %p, ptr noundef %q) sanitize_memory {
; CHECK-LABEL: define void @output(
; CHECK: call void @__msan_instrument_asm_store(ptr %p, i64 8)
; CHECK-NOT: @__msan_instrument_asm_store(ptr %q
; CHECK: call void asm
  call void asm "movq $1, $0", "=*m,*m"(ptr elementtype(i64) %p, ptr elementtype(i64) %q)
  ret void
}

define i32 @goto(i32 %v) sanitize_memory {
; CHECK-LABEL: define i32 @goto(
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning
; CHECK: callbr void asm
; CHECK-NEXT: to label %direct [label %other]
  callbr void asm sideeffect "test $0, $0; jz ${1:l}", "r,!i"(i32 %v) to label %direct [label %other]
direct:
  ret i32 0
other:
  ret i32 1
}
