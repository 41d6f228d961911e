; RUN: kmsan-opt %s -S --flag every-function=1 --flag clean-up=0 | FileCheck %s
; A pointer with swifterror stands for a register: no hook may take it.

declare swiftcc void @throwing(ptr swifterror)

define swiftcc i1 @catches() {
; CHECK-LABEL: define swiftcc i1 @catches(
; CHECK-NOT: @__msan_metadata_ptr_for{{.*}}(ptr {{.*}}%error
; CHECK-NOT: @__msan_poison_alloca(ptr {{.*}}%error
; CHECK: ret i1
  %error = alloca swifterror ptr
  store ptr null, ptr %error
  call swiftcc void @throwing(ptr swifterror %error)
  %value = load ptr, ptr %error
  %isNone = icmp eq ptr %value, null
  ret i1 %isNone
}

define swiftcc void @throws(ptr swifterror %register, ptr noundef %value) {
; CHECK-LABEL: define swiftcc void @throws(
; CHECK-NOT: (ptr {{.*}}%register)
; CHECK: store ptr %value, ptr %register
  store ptr %value, ptr %register
  ret void
}
