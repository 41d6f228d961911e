; RUN: kmsan-opt --flag report-bits=1 %s -S | FileCheck %s
; RUN: kmsan-opt --flag report-bits=1 --flag local-functions=1 %s -S | FileCheck %s --check-prefix=PLAIN
; RUN: kmsan-opt %s -S | FileCheck %s --check-prefix=PLAIN
; A runtime that wants to know is told the shadow of the value that the description names.

; PLAIN-NOT: __msan_warning_of_bits

; CHECK-LABEL: define void @branch(
; CHECK: [[SHADOW:%.*]] = load i32, ptr
; CHECK: [[BITS:%.*]] = zext i32 [[SHADOW]] to i64
; CHECK: call void @__msan_warning_of_bits(i32 %{{.*}}, i64 [[BITS]], i32 32)
define void @branch(ptr noundef %p) sanitize_memory !dbg !10 {
    #dbg_value(ptr %p, !20, !DIExpression(), !12)
  %flags = load i32, ptr %p, !dbg !12
  %some = and i32 %flags, 12, !dbg !12
  %any = icmp ne i32 %some, 0, !dbg !12
  br i1 %any, label %yes, label %no, !dbg !12
yes:
  br label %no, !dbg !12
no:
  ret void, !dbg !12
}

; What comes through a phi is not known everywhere.
; CHECK-LABEL: define void @phi(
; CHECK: call void @__msan_warning(i32
; CHECK-NOT: __msan_warning_of_bits
; CHECK: ret void
define void @phi(ptr noundef %p, i1 noundef %which) sanitize_memory !dbg !14 {
    #dbg_value(ptr %p, !21, !DIExpression(), !15)
  br i1 %which, label %a, label %b, !dbg !15
a:
  %flags = load i32, ptr %p, !dbg !15
  br label %b, !dbg !15
b:
  %either = phi i32 [ %flags, %a ], [ 0, %0 ], !dbg !15
  %any = icmp ne i32 %either, 0, !dbg !15
  br i1 %any, label %yes, label %no, !dbg !15
yes:
  br label %no, !dbg !15
no:
  ret void, !dbg !15
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C99, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "f.c", directory: "/")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !DISubroutineType(types: !{})
!4 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
!9 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !4, size: 64)
!10 = distinct !DISubprogram(name: "branch", file: !1, line: 5, type: !3, unit: !0, spFlags: DISPFlagDefinition, retainedNodes: !{})
!12 = !DILocation(line: 6, column: 9, scope: !10)
!14 = distinct !DISubprogram(name: "phi", file: !1, line: 8, type: !3, unit: !0, spFlags: DISPFlagDefinition, retainedNodes: !{})
!15 = !DILocation(line: 9, column: 9, scope: !14)
!20 = !DILocalVariable(name: "p", scope: !10, file: !1, line: 5, type: !9)
!21 = !DILocalVariable(name: "p", scope: !14, file: !1, line: 8, type: !9)
