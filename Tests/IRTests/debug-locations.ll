; RUN: kmsan-opt %s -S | FileCheck %s
; A report points at the line that uses the value.

define void @f(ptr noundef %p, ptr %q) sanitize_memory !dbg !3 {
; CHECK-LABEL: define void @f(
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning{{.*}}, !dbg [[LINE:![0-9]+]]
; CHECK: [[LINE]] = !DILocation(line: 7,
  store i32 1, ptr %p, !dbg !5
  store i32 2, ptr %q, !dbg !6
  ret void, !dbg !6
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C99, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "f.c", directory: "/")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = distinct !DISubprogram(name: "f", file: !1, line: 5, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DISubroutineType(types: !{})
!5 = !DILocation(line: 6, scope: !3)
!6 = !DILocation(line: 7, scope: !3)
