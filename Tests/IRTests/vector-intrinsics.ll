; RUN: kmsan-opt %s -S --flag tokens=0 --flag clean-up=0 | FileCheck %s
; RUN: kmsan-opt %s -S --flag tokens=0 --flag list-heuristics=1 2>&1 | FileCheck %s --check-prefix=LIST
; Intrinsics of x86: the shadow goes where the values go, and nothing is checked.

; The shuffle itself moves the shadow; of an index, seven bits are never looked at.
define <16 x i8> @shuffled(<16 x i8> %a, <16 x i8> %index) sanitize_memory {
; CHECK-LABEL: define <16 x i8> @shuffled(
; CHECK-NOT: warning
; CHECK: [[S:%.*]] = call <16 x i8> @llvm.x86.ssse3.pshuf.b.128(<16 x i8> [[A:%.*]], <16 x i8> %index)
; CHECK: [[USED:%.*]] = and <16 x i8> {{%.*}}, splat (i8 -113)
; CHECK: icmp ne <16 x i8> [[USED]], zeroinitializer
; CHECK: or <16 x i8> [[S]],
; CHECK: ret <16 x i8>
  %r = call <16 x i8> @llvm.x86.ssse3.pshuf.b.128(<16 x i8> %a, <16 x i8> %index)
  ret <16 x i8> %r
}

; With a clean index, nothing is left but the shuffle.
define <16 x i8> @by_clean_index(<16 x i8> %a, <16 x i8> noundef %index) sanitize_memory {
; CHECK-LABEL: define <16 x i8> @by_clean_index(
; CHECK: [[S:%.*]] = call <16 x i8> @llvm.x86.ssse3.pshuf.b.128(
; CHECK-NEXT: %r = call <16 x i8> @llvm.x86.ssse3.pshuf.b.128(
; CHECK: store <16 x i8> [[S]], ptr
  %r = call <16 x i8> @llvm.x86.ssse3.pshuf.b.128(<16 x i8> %a, <16 x i8> %index)
  ret <16 x i8> %r
}

; A shift by a constant shifts the shadow.
define <8 x i16> @shifted(<8 x i16> %a) sanitize_memory {
; CHECK-LABEL: define <8 x i16> @shifted(
; CHECK: [[S:%.*]] = lshr <8 x i16> {{%.*}}, splat (i16 3)
; CHECK: store <8 x i16> [[S]], ptr
  %r = call <8 x i16> @llvm.x86.sse2.psrli.w(<8 x i16> %a, i32 3)
  ret <8 x i16> %r
}

; A mask of signs is a mask of the shadow's signs.
define i32 @signs(<16 x i8> %a) sanitize_memory {
; CHECK-LABEL: define i32 @signs(
; CHECK: [[L:%.*]] = icmp slt <16 x i8> {{%.*}}, zeroinitializer
; CHECK: [[B:%.*]] = bitcast <16 x i1> [[L]] to i16
; CHECK: [[S:%.*]] = zext i16 [[B]] to i32
; CHECK: store i32 [[S]], ptr
  %r = call i32 @llvm.x86.sse2.pmovmskb.128(<16 x i8> %a)
  ret i32 %r
}

; The first lane is that of both operands, the others are those of the first.
define <4 x float> @first_lane(<4 x float> %a, <4 x float> %b) sanitize_memory {
; CHECK-LABEL: define <4 x float> @first_lane(
; CHECK: extractelement <4 x i32>
; CHECK: extractelement <4 x i32>
; CHECK: [[L:%.*]] = sext i1 {{%.*}} to i32
; CHECK: [[S:%.*]] = insertelement <4 x i32> {{%.*}}, i32 [[L]], i64 0
; CHECK: store <4 x i32> [[S]], ptr
  %r = call <4 x float> @llvm.x86.sse.min.ss(<4 x float> %a, <4 x float> %b)
  ret <4 x float> %r
}

; The key of a round reaches its own bits, the state all of them.
define <2 x i64> @encrypted(<2 x i64> noundef %state, <2 x i64> %key) sanitize_memory {
; CHECK-LABEL: define <2 x i64> @encrypted(
; CHECK: [[S:%.*]] = load <2 x i64>, ptr
; CHECK: store <2 x i64> [[S]], ptr
  %r = call <2 x i64> @llvm.x86.aesni.aesenc(<2 x i64> %state, <2 x i64> %key)
  ret <2 x i64> %r
}

; Bytes behind the end of a string do not count, which no rule follows.
define i32 @strict(<16 x i8> %a, <16 x i8> %b) sanitize_memory {
; CHECK-LABEL: define i32 @strict(
; CHECK: call {{.*}}warning
  %r = call i32 @llvm.x86.sse42.pcmpistri128(<16 x i8> %a, <16 x i8> %b, i8 7)
  ret i32 %r
}

; LIST-NOT: no rule for llvm.x86.ss
; LIST: no rule for llvm.x86.sse42.pcmpistri128
