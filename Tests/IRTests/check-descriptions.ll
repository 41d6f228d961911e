; RUN: kmsan-opt %s -S | FileCheck %s
; RUN: kmsan-opt --flag describe-checks=0 %s -S | FileCheck %s --check-prefix=PLAIN
; RUN: kmsan-opt --flag local-functions=1 %s -S | FileCheck %s
; What a check is about stands in debug information: its report looks inlined from a function whose name
; tells the operation, the variable and its type. The line stays that of the operation.

; PLAIN-NOT: kmsan:

; struct reply { int length; unsigned flags; struct reply *next; };
; void f(struct reply *p, int n) { if (p->flags) g(n); }
define void @f(ptr noundef %p, i32 %n) sanitize_memory !dbg !10 {
; CHECK-LABEL: define void @f(
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning{{.*}}, !dbg [[BRANCH:![0-9]+]]
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning{{.*}}, !dbg [[ARGUMENT:![0-9]+]]
    #dbg_value(ptr %p, !20, !DIExpression(), !12)
    #dbg_value(i32 %n, !21, !DIExpression(), !12)
  %address = getelementptr inbounds i8, ptr %p, i64 4, !dbg !12
  %flags = load i32, ptr %address, !dbg !12
  %some = and i32 %flags, 12, !dbg !12
  %any = icmp ne i32 %some, 0, !dbg !12
  br i1 %any, label %yes, label %no, !dbg !12
yes:
  call void @g(i32 noundef %n), !dbg !13
  br label %no, !dbg !13
no:
  ret void, !dbg !13
}

; A local variable in memory, and one of the values without a name.
define void @h(i32 %other) sanitize_memory !dbg !14 {
; CHECK-LABEL: define void @h(
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning{{.*}}, !dbg [[FIELD:![0-9]+]]
  %local = alloca { i32, i32, ptr }
    #dbg_declare(ptr %local, !22, !DIExpression(), !15)
  call void @fill(ptr %local), !dbg !15
  %next = getelementptr inbounds i8, ptr %local, i64 8, !dbg !15
  %pointer = load ptr, ptr %next, !dbg !15
  store i32 0, ptr %pointer, !dbg !15
  ret void, !dbg !15
}

; Without debug information there is nothing to tell.
define void @bare(ptr noundef %p) sanitize_memory {
; CHECK-LABEL: define void @bare(
; CHECK: call {{.*}}@__msan_{{(cold_)?}}warning{{[^,]*$}}
  %flag = load i1, ptr %p
  br i1 %flag, label %yes, label %no
yes:
  br label %no
no:
  ret void
}

declare void @g(i32 noundef)
declare void @fill(ptr)

; CHECK-DAG: [[BRANCH]] = !DILocation(line: 6, column: 9, scope: [[B:![0-9]+]], inlinedAt: [[AT:![0-9]+]])
; CHECK-DAG: [[B]] = distinct !DISubprogram(name: "kmsan: branch on 'p->flags' (u32)", {{.*}}flags: DIFlagArtificial, {{.*}}unit: !0
; CHECK-DAG: [[AT]] = !DILocation(line: 6, column: 9, scope: ![[#]])
; CHECK-DAG: [[ARGUMENT]] = !DILocation(line: 7, scope: [[A:![0-9]+]], inlinedAt: ![[#]])
; CHECK-DAG: [[A]] = distinct !DISubprogram(name: "kmsan: call of g with argument 1 'n' (int)"
; CHECK-DAG: [[FIELD]] = !DILocation(line: 11, scope: [[F:![0-9]+]], inlinedAt: ![[#]])
; CHECK-DAG: [[F]] = distinct !DISubprogram(name: "kmsan: store to address 'hdr.next' (struct reply *)"

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C99, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "f.c", directory: "/")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !DISubroutineType(types: !{})
!4 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
!5 = !DIBasicType(name: "unsigned int", size: 32, encoding: DW_ATE_unsigned)
!6 = !DIDerivedType(tag: DW_TAG_typedef, name: "u32", baseType: !5)
!7 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "reply", size: 128, elements: !8)
!8 = !{!16, !17, !18}
!9 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !7, size: 64)
!10 = distinct !DISubprogram(name: "f", file: !1, line: 5, type: !3, unit: !0, spFlags: DISPFlagDefinition, retainedNodes: !{})
!12 = !DILocation(line: 6, column: 9, scope: !10)
!13 = !DILocation(line: 7, scope: !10)
!14 = distinct !DISubprogram(name: "h", file: !1, line: 10, type: !3, unit: !0, spFlags: DISPFlagDefinition, retainedNodes: !{})
!15 = !DILocation(line: 11, scope: !14)
!16 = !DIDerivedType(tag: DW_TAG_member, name: "length", scope: !7, baseType: !4, size: 32)
!17 = !DIDerivedType(tag: DW_TAG_member, name: "flags", scope: !7, baseType: !6, size: 32, offset: 32)
!18 = !DIDerivedType(tag: DW_TAG_member, name: "next", scope: !7, baseType: !9, size: 64, offset: 64)
!20 = !DILocalVariable(name: "p", arg: 1, scope: !10, file: !1, line: 5, type: !9)
!21 = !DILocalVariable(name: "n", arg: 2, scope: !10, file: !1, line: 5, type: !4)
!22 = !DILocalVariable(name: "hdr", scope: !14, file: !1, line: 10, type: !7)
