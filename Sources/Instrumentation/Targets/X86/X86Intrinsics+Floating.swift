// Floating point, conversions and comparisons: an uninitialized bit makes all bits of the lane
// uninitialized that is computed from it.

extension X86Intrinsics {
  static let floating: [(String, VectorFlow)] = [
    ("{sse.min,sse.max}.ps", .binary),
    ("{sse2.min,sse2.max}.pd", .binary),
    ("avx.{min,max,addsub}.p{s,d}.256", .binary),
    ("sse3.addsub.p{s,d}", .binary),
    ("sse.{rcp,rsqrt}.ps", .unary),
    ("avx.{rcp,rsqrt}.ps.256", .unary),
    ("{sse41.round.ps,sse41.round.pd,avx.round.ps.256,avx.round.pd.256}", .unary),
    ("avx512.{add,sub,mul,div,min,max}.p{s,d}.512", .binary),
    ("avx512.sqrt.p{s,d}.512", .unary),
    ("avx512.vfmadd{,sub}.p{s,d}.512", .ternaryLanes),
    ("fma.vfmaddsub.p{s,d}{,.256}", .ternaryLanes),
    ("avx512.vfmadd.f{32,64}", .scalar([0, 1, 2])),
    ("sse3.{hadd,hsub}.p{s,d}", .horizontalLanes),
    ("avx.{hadd,hsub}.p{s,d}.256", .horizontalLanes),
    ("{sse41.dpps,sse41.dppd,avx.dp.ps.256}", .dotProduct),
    ("xop.vfrcz.p{s,d}{,.256}", .unary),
    ("avx512bf16.dpbf16ps.{128,256,512}", .spans(32, 32, 32)),
  ]

  static let converting: [(String, VectorFlow)] = [
    ("sse2.cvt{ps2dq,pd2dq,pd2ps}", .unary),
    ("sse2.cvtt{ps2dq,pd2dq}", .unary),
    ("avx.{cvt.pd2.ps.256,cvt.pd2dq.256,cvt.ps2dq.256,cvtt.pd2dq.256,cvtt.ps2dq.256}", .unary),
    ("vcvtps2ph.{128,256}", .unary),
    ("avx512.{s,u}itofp.round", .unary),
    ("vcvtneps2bf16{128,256}", .unary),
    ("avx512bf16.cvtneps2bf16.{256,512}", .unary),
    ("avx512bf16.mask.cvtneps2bf16.128", .lanes([0], mask: 2, other: 1)),
    ("avx512bf16.cvtne2ps2bf16.{128,256,512}", .joinedLanes),
    ("sse.cvt{,t}ss2si{,64}", .scalar([0])),
    ("sse2.cvt{,t}sd2si{,64}", .scalar([0])),
    ("avx512.cvttss2{si,si64,usi,usi64}", .scalar([0])),
    ("avx512.cvttsd2{si,si64,usi,usi64}", .scalar([0])),
    ("avx512.vcvtss2{si32,si64,usi32,usi64}", .scalar([0])),
    ("avx512.vcvtsd2{si32,si64,usi32,usi64}", .scalar([0])),
  ]

  static let comparing: [(String, VectorFlow)] = [
    ("{sse.cmp.ps,sse2.cmp.pd,avx.cmp.ps.256,avx.cmp.pd.256}", .binary),
    ("sse.{comi,ucomi}{eq,ge,gt,le,lt,neq}.ss", .scalar([0, 1], isBit: true)),
    ("sse2.{comi,ucomi}{eq,ge,gt,le,lt,neq}.sd", .scalar([0, 1], isBit: true)),
    ("avx512.vcomi.{ss,sd}", .scalar([0, 1], isBit: true)),
    ("avx512.mask.cmp.p{s,d}.{128,256,512}", .lanes([0, 1], mask: 3)),
    ("avx512.fpclass.p{s,d}.{128,256,512}", .unary),
    ("avx512.mask.cmp.{ss,sd}", .scalar([0, 1], isBit: true, mask: 3)),
    ("avx512.mask.fpclass.{ss,sd}", .scalar([0], isBit: true, mask: 2)),
  ]

  static let masked: [(String, VectorFlow)] = [
    ("avx512.mask.scalef.p{s,d}.{128,256,512}", .lanes([0, 1], mask: 3, other: 2)),
    ("avx512.mask.range.p{s,d}.{128,256,512}", .lanes([0, 1], mask: 4, other: 3)),
    ("avx512.mask.fixupimm.p{s,d}.{128,256,512}", .lanes([0, 1, 2], mask: 4, other: 0)),
    ("avx512.maskz.fixupimm.p{s,d}.{128,256,512}", .lanes([0, 1, 2], mask: 4)),
    ("avx512.mask.{getmant,rndscale,reduce}.p{s,d}.{128,256,512}", immediateMasked),
    ("avx512.mask.vcvtps2ph.{128,256,512}", immediateMasked),
    ("avx512.mask.getexp.p{s,d}.{128,256,512}", unaryMasked),
    ("avx512.{rcp14,rsqrt14}.p{s,d}.{128,256,512}", unaryMasked),
    ("avx512.mask.vcvtph2ps.512", unaryMasked),
    ("avx512.mask.cvtp{s,d}2{qq,uqq,udq}.{128,256,512}", unaryMasked),
    ("avx512.mask.cvttp{s,d}2{qq,uqq,udq}.{128,256,512}", unaryMasked),
    ("avx512.mask.cvt{ps2dq,pd2dq}.{128,512}", unaryMasked),
    ("avx512.mask.cvtps2dq.256", unaryMasked),
    ("avx512.mask.cvtt{pd2dq.128,pd2dq.512,ps2dq.512}", unaryMasked),
    ("avx512.mask.cvtpd2ps{,.512}", unaryMasked),
    ("avx512.mask.cvtps2pd.512", unaryMasked),
    ("avx512.mask.cvt{qq,uqq}2ps.128", unaryMasked),
  ]

  private static let unaryMasked = VectorFlow.lanes([0], mask: 2, other: 1)
  private static let immediateMasked = VectorFlow.lanes([0], mask: 3, other: 2)

  static let narrowing: [(String, VectorFlow)] =
    [("", VectorFlow.Narrowing.truncate), ("s", .signed), ("us", .unsigned)]
    .flatMap { letters, narrowing in
      [
        ("avx512.mask.pmov\(letters).{db,dw,qb,qw}.{128,256,512}", .narrow(narrowing)),
        ("avx512.mask.pmov\(letters).qd.128", .narrow(narrowing)),
        ("avx512.mask.pmov\(letters).wb.128", .narrow(narrowing)),
      ]
    } + [
      ("avx512.mask.pmovs.{qd.256,qd.512,wb.256,wb.512}", .narrow(.signed)),
      ("avx512.mask.pmovus.{qd.256,qd.512,wb.256,wb.512}", .narrow(.unsigned)),
    ]

  /// The first lane only.
  static let scalars: [(String, VectorFlow)] = [
    ("sse.{min,max,cmp}.ss", .firstLane([0, 1], rest: 0)),
    ("sse2.{min,max,cmp}.sd", .firstLane([0, 1], rest: 0)),
    ("sse.{rcp,rsqrt}.ss", .firstLane([0], rest: 0)),
    ("sse41.round.s{s,d}", .firstLane([1], rest: 0)),
    ("sse2.cvtsd2ss", .firstLane([1], rest: 0)),
    ("avx512.cvt{si2sd64,si2ss32,si2ss64,usi2ss,usi642sd,usi642ss}", .firstLane([1], rest: 0)),
    ("xop.vfrcz.s{s,d}", .firstLane([0], rest: nil)),
    ("avx512.mask.{add,sub,mul,div,min,max}.s{s,d}.round", binaryMaskedScalar),
    ("avx512.mask.{scalef,range}.s{s,d}", binaryMaskedScalar),
    ("avx512.mask.{getexp,sqrt,rndscale,reduce}.s{s,d}", unaryMaskedScalar),
    ("avx512.{rcp14,rsqrt14}.s{s,d}", unaryMaskedScalar),
    ("avx512.mask.cvt{sd2ss,ss2sd}.round", unaryMaskedScalar),
    ("avx512.mask.getmant.s{s,d}", .firstLane([1], rest: 0, mask: 4, other: 3)),
    ("avx512.mask.fixupimm.s{s,d}", .firstLane([0, 1, 2], rest: 1, mask: 4, other: 0)),
    ("avx512.maskz.fixupimm.s{s,d}", .firstLane([0, 1, 2], rest: 1, mask: 4)),
  ]

  static let binaryMaskedScalar = VectorFlow.firstLane([0, 1], rest: 0, mask: 3, other: 2)
  static let unaryMaskedScalar = VectorFlow.firstLane([1], rest: 0, mask: 3, other: 2)
}
