; RUN: kmsan-opt %s -S --flag tokens=0 --flag clean-up=0 | FileCheck %s
; RUN: kmsan-opt %s -S --flag tokens=0 --flag clean-up=0 --flag return-checks=1 | FileCheck %s --check-prefix=STRICT
; Returns leave a shadow for the caller, or are checked.

; The caller cleared the slot.
define i32 @clean() sanitize_memory {
; CHECK-LABEL: define i32 @clean(
; CHECK-NOT: @__msan
; CHECK: ret i32 1
  ret i32 1
}

; After a call the slot may hold another's shadow.
define i32 @stale() sanitize_memory {
; CHECK-LABEL: define i32 @stale(
; CHECK: call void @other()
; CHECK: [[R:%.*]] = getelementptr i8, ptr {{%.*}}, i64 800
; CHECK: store i32 0, ptr [[R]]
; CHECK: ret i32 1
  call void @other()
  ret i32 1
}

define noundef i32 @promised(i32 %v) sanitize_memory {
; CHECK-LABEL: define noundef i32 @promised(
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning
; CHECK-NOT: i64 800
; CHECK: ret i32 %v
  ret i32 %v
}

; Also what another function returned.
define noundef i32 @passedOn() sanitize_memory {
; CHECK-LABEL: define noundef i32 @passedOn(
; CHECK: %v = call i32 @give()
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning
; CHECK: ret i32 %v
  %v = call i32 @give()
  ret i32 %v
}

define i32 @unpromised(i32 %v) sanitize_memory {
; CHECK-LABEL: define i32 @unpromised(
; CHECK-NOT: warning
; CHECK: ret i32 %v
; STRICT-LABEL: define i32 @unpromised(
; STRICT: call {{.*}}@__msan_{{(cold_)?}}warning
  ret i32 %v
}

; A local function that never returns anything poisoned takes no part in the protocol.
define internal i32 @local(i32 noundef %v) sanitize_memory {
; CHECK-LABEL: define internal i32 @local(
; CHECK-NOT: @__msan
; CHECK: ret i32
  %r = add i32 %v, 1
  ret i32 %r
}

define i32 @caller(i32 noundef %v) sanitize_memory {
; CHECK-LABEL: define i32 @caller(
; CHECK: %r = call i32 @local(
; CHECK-NOT: load
; CHECK: ret i32
  %r = call i32 @local(i32 noundef %v)
  %s = add i32 %r, 1
  ret i32 %s
}

declare void @other()

declare i32 @give()
