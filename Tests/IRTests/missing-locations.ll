; RUN: kmsan-opt %s -S --flag clean-up=0 | FileCheck %s
; The loop vectorizer makes branches without a location. A report about one has the line of the value that
; it uses, else that of what stands before it, else the function's.

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"
define void @f(ptr noundef %p) sanitize_memory !dbg !3 {
; CHECK-LABEL: define void @f(
; CHECK: call void @__msan_warning({{.*}}, !dbg [[VALUE:![0-9]+]]
entry:
  %n = load i64, ptr %p, align 8, !dbg !5
  %few = icmp ult i64 %n, 8, !dbg !5
  br i1 %few, label %scalar, label %vector
vector:
  ret void, !dbg !5
scalar:
  ret void, !dbg !5
}

define void @before(ptr noundef %p, i1 %few) sanitize_memory !dbg !6 {
; CHECK-LABEL: define void @before(
; CHECK: call void @__msan_warning({{.*}}, !dbg [[BEFORE:![0-9]+]]
  store i32 1, ptr %p, !dbg !7
  br i1 %few, label %scalar, label %vector
vector:
  ret void
scalar:
  ret void
}

define void @nothing(i1 %few) sanitize_memory !dbg !8 {
; CHECK-LABEL: define void @nothing(
; CHECK: call void @__msan_warning({{.*}}, !dbg [[NOTHING:![0-9]+]]
  br i1 %few, label %scalar, label %vector
vector:
  ret void
scalar:
  ret void
}

; CHECK-DAG: [[VALUE]] = !DILocation(line: 2, {{.*}}inlinedAt
; CHECK-DAG: [[BEFORE]] = !DILocation(line: 22, {{.*}}inlinedAt
; CHECK-DAG: [[NOTHING]] = !DILocation(line: 31, {{.*}}inlinedAt

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, isOptimized: true, emissionKind: FullDebug)
!1 = !DIFile(filename: "a.c", directory: "/")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = distinct !DISubprogram(name: "f", scope: !1, file: !1, line: 1, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DISubroutineType(types: !{null})
!5 = !DILocation(line: 2, scope: !3)
!6 = distinct !DISubprogram(name: "before", scope: !1, file: !1, line: 21, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!7 = !DILocation(line: 22, scope: !6)
!8 = distinct !DISubprogram(name: "nothing", scope: !1, file: !1, line: 31, type: !4, unit: !0, spFlags: DISPFlagDefinition)
