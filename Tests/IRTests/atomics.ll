; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; Memory's shadow is cleared before an atomic operation writes, and read after an atomic load has read.

define i32 @load(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define i32 @load(
; CHECK: %v = load atomic i32, ptr %p acquire
; CHECK: @__msan_metadata_ptr_for_load_4(ptr %p)
  %v = load atomic i32, ptr %p monotonic, align 4
  ret i32 %v
}

define void @store(ptr noundef %p, i32 %v) sanitize_memory {
; CHECK-LABEL: define void @store(
; CHECK: store i32 0, ptr
; CHECK: store atomic i32 %v, ptr %p release
  store atomic i32 %v, ptr %p monotonic, align 4
  ret void
}

define i32 @exchange(ptr noundef %p, i32 %v) sanitize_memory {
; CHECK-LABEL: define i32 @exchange(
; CHECK: @__msan_metadata_ptr_for_{{load|store}}_4(ptr %p)
; CHECK: [[S:%.*]] = load i32, ptr {{%.*}}, align 4
; CHECK: store i32 0, ptr
; CHECK: %old = atomicrmw xchg ptr %p, i32 %v release
; CHECK: store i32 [[S]], ptr {{%.*}}, align 8
  %old = atomicrmw xchg ptr %p, i32 %v monotonic
  ret i32 %old
}

; A clean 0 clears bits for certain; a clean 1 tells nothing of the old value.
define void @and(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define void @and(
; CHECK: atomicrmw and ptr {{%.*}}, i32 15 monotonic
; CHECK: atomicrmw and ptr %p, i32 15 seq_cst
  %old = atomicrmw and ptr %p, i32 15 seq_cst
  ret void
}

define i1 @compareExchange(ptr noundef %p, i32 %expected) sanitize_memory {
; CHECK-LABEL: define i1 @compareExchange(
; CHECK: @__msan_metadata_ptr_for_{{load|store}}_4(ptr %p)
; CHECK: [[OLD:%.*]] = load i32, ptr {{%.*}}, align 4
; CHECK: [[E:%.*]] = or i32 [[OLD]], {{%.*}}
; CHECK: icmp ne i32 [[E]], 0
; CHECK: store i32 0, ptr
; CHECK: cmpxchg ptr %p, i32 %expected, i32 1 release monotonic
  %pair = cmpxchg ptr %p, i32 %expected, i32 1 monotonic monotonic
  %r = extractvalue { i32, i1 } %pair, 1
  ret i1 %r
}
