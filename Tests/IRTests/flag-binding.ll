; RUN: kmsan-opt %s -S | FileCheck %s --check-prefixes=CHECK,BOTH
; RUN: kmsan-opt %s -S --flag tokens=0 | FileCheck %s --check-prefixes=CHECK,NONE
; RUN: kmsan-opt %s -S --flag parameter-checks=0 --flag address-checks=0 | FileCheck %s --check-prefixes=CHECK,TOKENS
; RUN: sed s/linux-gnu/windows-msvc/ %s | kmsan-opt -S - | FileCheck %s --check-prefix=OTHER
; RUN: sed s/sanitize_memory/disable_sanitizer_instrumentation/ %s | kmsan-opt -S - | FileCheck %s --check-prefix=OTHER
; An object carries the flags on which callers and callees must agree, for the linker.

target triple = "x86_64-pc-linux-gnu"

; BOTH: $"kmsan_flags:tokens=1,parameter-checks=1" = comdat any
; NONE: $"kmsan_flags:tokens=0,parameter-checks=1" = comdat any
; TOKENS: $"kmsan_flags:tokens=1,parameter-checks=0" = comdat any
; BOTH: @kmsan_objects_have_different_flags = hidden constant [0 x i8] zeroinitializer, section ".discard.kmsan.tokens=1,parameter-checks=1", comdat($"kmsan_flags:tokens=1,parameter-checks=1"), align 1
; CHECK: define void @f()
; OTHER-NOT: kmsan_objects_have_different_flags

define void @f() sanitize_memory {
  ret void
}
