; RUN: kmsan-opt %s -S --flag fast-path=%s.functions | FileCheck %s
; RUN: kmsan-opt %s -S --flag fast-path=%s.functions --flag local-functions=1 | FileCheck %s
; Functions of a file take the place of hooks (Docs/FastPath.md).

@text = private constant i64 7

; CHECK: $__msan_fast_metadata_ptr_for_load_1 = comdat any
; What is local to either stays so.
; CHECK: @text = private constant i64 7
; CHECK: @__msan_fast_table = linkonce_odr hidden global i64 1, comdat
; CHECK: @{{.*}} = private constant i64 3
; CHECK-NOT: @{{.*}}unused

; An aligned unit never crosses a page: its first byte stands for all.
define i64 @aligned(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define i64 @aligned(
; CHECK: call preserve_mostcc { ptr, ptr } @__msan_fast_metadata_ptr_for_load_1(ptr %p)
; CHECK: ret i64
  %v = load i64, ptr %p, align 8
  ret i64 %v
}

; What may cross a page keeps its size.
define i64 @unaligned(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define i64 @unaligned(
; CHECK: call preserve_mostcc { ptr, ptr } @__msan_fast_metadata_ptr_for_load_n(ptr %p, i64 8)
; CHECK: ret i64
  %v = load i64, ptr %p, align 2
  ret i64 %v
}

define i128 @several(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define i128 @several(
; CHECK: call preserve_mostcc { ptr, ptr } @__msan_fast_metadata_ptr_for_load_n(ptr %p, i64 16)
; CHECK: ret i128
  %v = load i128, ptr %p, align 16
  ret i128 %v
}

; The clean-up passes come first: a look-up that does not change leaves the loop.
define i64 @loop(ptr noundef %p, i64 noundef %n) sanitize_memory {
; CHECK-LABEL: define i64 @loop(
; CHECK: @__msan_fast_metadata_ptr_for_load_1(
; CHECK: br label
; CHECK-NOT: @__msan_fast_metadata_ptr_for_load_1(
; CHECK: ret i64
entry:
  br label %next
next:
  %i = phi i64 [ 0, %entry ], [ %j, %next ]
  %before = phi i64 [ 0, %entry ], [ %sum, %next ]
  %v = load volatile i64, ptr %p, align 8
  %sum = add i64 %before, %v
  %j = add i64 %i, 1
  %more = icmp ult i64 %j, %n
  br i1 %more, label %next, label %done
done:
  ret i64 %sum
}

; Hooks that the file says nothing of stay.
define void @store(ptr noundef %p, ptr noundef %q) sanitize_memory {
; CHECK-LABEL: define void @store(
; CHECK: call ptr @__msan_memset(
; CHECK: ret void
  %n = load volatile i64, ptr @text
  call void @llvm.memset.p0.i64(ptr %p, i8 0, i64 64, i1 false)
  ret void
}

; A function that asks to be inlined is.
define void @pass(ptr noundef byval({ i64, i64 }) %p) sanitize_memory {
; CHECK-LABEL: define void @pass(
; CHECK-NOT: get_context_state
; CHECK: load ptr, ptr @current
; CHECK: ret void
  call void @pass(ptr byval({ i64, i64 }) %p)
  ret void
}

; What opens access to user memory calls only the hooks: objtool knows them by name.
define i64 @user(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define i64 @user(
; CHECK: call { ptr, ptr } @__msan_metadata_ptr_for_load_8(ptr {{.*}}%p)
; CHECK: ret i64
  call void asm sideeffect "stac", ""()
  %v = load i64, ptr %p, align 8
  ret i64 %v
}

; CHECK: define linkonce_odr hidden preserve_mostcc { ptr, ptr } @__msan_fast_metadata_ptr_for_load_1({{.*}} comdat
; CHECK: musttail call preserve_mostcc { ptr, ptr } @__msan_fast_ask(
; CHECK: define linkonce_odr hidden preserve_mostcc { ptr, ptr } @__msan_fast_ask({{.*}} comdat
; CHECK-NOT: define {{.*}}get_context_state
