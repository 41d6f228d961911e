// AVX512-FP16, and what AVX10.2 adds: the same flows as for single precision, under other names.

extension X86Intrinsics {
  private static let unaryMasked = VectorFlow.lanes([0], mask: 2, other: 1)
  private static let immediateMasked = VectorFlow.lanes([0], mask: 3, other: 2)

  static let half: [(String, VectorFlow)] = [
    ("avx512fp16.{add,sub,mul,div,min,max}.ph.512", .binary),
    ("avx512fp16.{min,max}.ph.{128,256}", .binary),
    ("avx512fp16.sqrt.ph.512", .unary),
    ("avx512fp16.vfmadd.ph.512", .ternaryLanes),
    ("avx512fp16.vfmaddsub.ph.{128,256,512}", .ternaryLanes),
    ("avx512fp16.vfmadd.f16", .scalar([0, 1, 2])),
    ("avx512fp16.fpclass.ph.{128,256,512}", .unary),
    ("avx512fp16.mask.cmp.ph.{128,256,512}", .lanes([0, 1], mask: 3)),
    ("avx512fp16.mask.cmp.sh", .scalar([0, 1], isBit: true, mask: 3)),
    ("avx512fp16.mask.fpclass.sh", .scalar([0], isBit: true, mask: 2)),
    ("avx512fp16.vcomi.sh", .scalar([0, 1], isBit: true)),
    ("avx512fp16.mask.{getmant,rndscale,reduce}.ph.{128,256,512}", immediateMasked),
    ("avx512fp16.mask.{getexp,rcp,rsqrt}.ph.{128,256,512}", unaryMasked),
    ("avx512fp16.mask.scalef.ph.{128,256,512}", .lanes([0, 1], mask: 3, other: 2)),
    (
      "avx512fp16.mask.vcvtph2{dq,udq,qq,uqq,w,uw,pd,psx}.{128,256,512}",
      unaryMasked
    ),
    ("avx512fp16.mask.vcvttph2{dq,udq,qq,uqq,w,uw}.{128,256,512}", unaryMasked),
    ("avx512fp16.mask.vcvt{pd2ph,ps2phx}.{128,256,512}", unaryMasked),
    ("avx512fp16.mask.vcvt{dq,udq}2ph.128", unaryMasked),
    ("avx512fp16.mask.vcvt{qq,uqq}2ph.{128,256}", unaryMasked),
    ("avx512fp16.mask.{add,sub,mul,div,min,max}.sh.round", binaryMaskedScalar),
    ("avx512fp16.mask.scalef.sh", binaryMaskedScalar),
    ("avx512fp16.mask.{getexp,sqrt,rndscale,reduce,rcp,rsqrt}.sh", unaryMaskedScalar),
    ("avx512fp16.mask.vcvt{sd2sh,ss2sh,sh2sd,sh2ss}.round", unaryMaskedScalar),
    ("avx512fp16.mask.getmant.sh", .firstLane([1], rest: 0, mask: 4, other: 3)),
    ("avx512fp16.vcvt{,t}sh2{si32,si64,usi32,usi64}", .scalar([0])),
    ("avx512fp16.vcvt{si2sh,si642sh,usi2sh,usi642sh}", .firstLane([1], rest: 0)),
  ]

  static let bfloat: [(String, VectorFlow)] = [
    ("avx10.v{add,sub,mul,div,min,max}bf16{128,256,512}", .binary),
    ("avx10.vadd{ps,pd,ph}256", .binary),
    ("avx10.vminmaxbf16{128,256,512}", .binary),
    ("avx10.vminmaxp{s,d,h}{128,256}", .binary),
    ("avx10.fpclass.bf16.{128,256,512}", .unary),
    ("avx10.vcomisbf16{eq,ge,gt,le,lt,neq}", .scalar([0, 1], isBit: true)),
    ("avx10.vdpphps.{128,256,512}", .spans(32, 32, 32)),
    ("avx10.vf{,n}m{add,sub}{132,231}bf16{128,256,512}", .ternaryLanes),
    ("avx10.vf{,n}m{add,sub}213bf16{128,256}", .ternaryLanes),
    ("avx10.vf{msub,nmadd,nmsub}213bf16512", .ternaryLanes),
    ("avx10.vcvt{,t}bf162i{,u}bs{128,256,512}", .unary),
    ("avx10.vcvttsd2{sis,sis64,usis,usis64}", .scalar([0])),
    ("avx10.vcvttss2{sis,sis64,usis,usis64}", .scalar([0])),
    ("avx10.vcvt2ph2{bf8,bf8s,hf8,hf8s}{128,256,512}", .joinedLanes),
    ("avx10.mask.{getexp,rcp,rsqrt}.bf16.{128,256,512}", unaryMasked),
    ("avx10.mask.{getmant,reduce,rndscale}.bf16.{128,256,512}", immediateMasked),
    ("avx10.mask.scalef.bf16.{128,256,512}", .lanes([0, 1], mask: 3, other: 2)),
    ("avx10.mask.vcvthf82ph{128,256,512}", unaryMasked),
    ("avx10.mask.vcvtph2{bf8,bf8s,hf8,hf8s}{128,256,512}", unaryMasked),
    ("avx10.mask.vcvt{,t}ph2i{,u}bs{128,256,512}", unaryMasked),
    ("avx10.mask.vcvt{,t}ps2i{,u}bs{128,256,512}", unaryMasked),
    ("avx10.mask.vcvttp{s,d}2{dqs,udqs,qqs,uqqs}.{128,256,round.512}", unaryMasked),
    ("avx10.mask.vminmaxp{s,d,h}{128,256,.round}", .lanes([0, 1], mask: 4, other: 3)),
    ("avx10.mask.vminmaxs{s,d,h}.round", .firstLane([0, 1], rest: 0, mask: 4, other: 3)),
  ]
}
