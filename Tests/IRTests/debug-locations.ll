; RUN: kmsan-opt %s -S | FileCheck %s
; A report points at the line that uses the value, and at the line that declares the variable.

define void @f(ptr noundef %p, ptr %q) sanitize_memory !dbg !3 {
; CHECK-LABEL: define void @f(
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning{{.*}}, !dbg [[LINE:![0-9]+]]
  store i32 1, ptr %p, !dbg !5
  store i32 2, ptr %q, !dbg !6
  ret void, !dbg !6
}

define void @g() sanitize_memory !dbg !7 {
; CHECK-LABEL: define void @g(
; CHECK: call void @__msan_poison_alloca({{.*}}, !dbg [[DECLARED:![0-9]+]]
  %local = alloca i32
  call void @llvm.lifetime.start.p0(ptr %local), !dbg !8
  call void @use(ptr %local), !dbg !9
  ret void, !dbg !9
}

declare void @use(ptr)

; CHECK-DAG: [[LINE]] = !DILocation(line: 7,
; CHECK-DAG: [[DECLARED]] = !DILocation(line: 11,

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C99, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "f.c", directory: "/")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = distinct !DISubprogram(name: "f", file: !1, line: 5, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DISubroutineType(types: !{})
!5 = !DILocation(line: 6, scope: !3)
!6 = !DILocation(line: 7, scope: !3)
!7 = distinct !DISubprogram(name: "g", file: !1, line: 10, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!8 = !DILocation(line: 11, scope: !7)
!9 = !DILocation(line: 12, scope: !7)
