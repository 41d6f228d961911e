; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; Every store writes the shadow; a poisoned one writes a chained origin too, on a cold path.

define void @clean(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define void @clean(
; CHECK: call { ptr, ptr } @__msan_metadata_ptr_for_{{load|store}}_4(ptr %p)
; CHECK: store i32 0, ptr {{%.*}}, align 4
; CHECK: store i32 7, ptr %p
; CHECK-NOT: chain
; CHECK: ret void
  store i32 7, ptr %p
  ret void
}

define void @poisoned(ptr noundef %p, i32 %v) sanitize_memory {
; CHECK-LABEL: define void @poisoned(
; CHECK: [[S:%.*]] = load i32, ptr {{%.*}}, align 8
; CHECK: call { ptr, ptr } @__msan_metadata_ptr_for_store_4(ptr %p)
; CHECK: store i32 [[S]], ptr {{%.*}}, align 4
; CHECK: [[F:%.*]] = icmp ne i32 [[S]], 0
; CHECK: br i1 [[F]], label %[[COLD:.*]], label %[[REST:.*]], !prof
; CHECK: [[COLD]]:
; CHECK: call {{.*}}chain
; CHECK: [[REST]]:
; CHECK: store i32 %v, ptr %p
  store i32 %v, ptr %p
  ret void
}

; Segment-relative memory has no metadata.
define void @segment(ptr addrspace(257) noundef %p, i32 %v) sanitize_memory {
; CHECK-LABEL: define void @segment(
; CHECK-NOT: @__msan_metadata
; CHECK: store i32 %v, ptr addrspace(257) %p
  store i32 %v, ptr addrspace(257) %p
  ret void
}

; What the compiler added for itself is left alone.
define void @marked(ptr noundef %p, i32 %v) sanitize_memory {
; CHECK-LABEL: define void @marked(
; CHECK-NOT: @__msan_metadata
; CHECK: ret void
  store i32 %v, ptr %p, !nosanitize !0
  ret void
}

!0 = !{}
