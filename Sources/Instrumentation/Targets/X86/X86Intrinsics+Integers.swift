// Integers: shuffles, shifts, sums, products, packs, tests, ciphers.

import ShadowAlgebra

extension X86Intrinsics {
  static let moving: [(String, VectorFlow)] = [
    ("{ssse3.pshuf.b.128,avx2.pshuf.b,avx512.pshuf.b.512}", .moves([0], by: 1, .mask(0x8F))),
    ("avx2.perm{d,ps}", .moves([0], by: 1, .lanes(of: 1))),
    ("avx512.permvar.{df,di,hi,qi}.256", .moves([0], by: 1, .lanes(of: 1))),
    ("avx512.permvar.{df,di,hi,qi,sf,si}.512", .moves([0], by: 1, .lanes(of: 1))),
    ("avx512.permvar.{hi,qi}.128", .moves([0], by: 1, .lanes(of: 1))),
    (
      "avx512.vpermi2var.{d,hi,pd,ps,q,qi}.{128,256,512}",
      .moves([0, 2], by: 1, .lanes(of: 2))
    ),
    ("avx.vpermilvar.ps{,.256}", .moves([0], by: 1, .mask(3))),
    ("avx512.vpermilvar.ps.512", .moves([0], by: 1, .mask(3))),
    ("avx.vpermilvar.pd{,.256}", .moves([0], by: 1, .mask(2))),
    ("avx512.vpermilvar.pd.512", .moves([0], by: 1, .mask(2))),
    ("avx512.pmultishift.qb.{128,256,512}", .moves([1], by: 0, .mask(0x3F))),
    ("avx512.vpshufbitqmb.{128,256,512}", .moves([0], by: 1, .mask(0x3F))),
    (
      "avx512.mask.{compress,expand}",
      .moves([0, 1], by: VectorFlow.Index(operand: 2, used: .mask(1), isByLane: false))
    ),
    ("avx512.broadcastm{b,w}.{128,256,512}", .moves([0])),
    ("sse41.insertps", .moves([0, 1])),
    ("sse4a.extrqi", .moves([0])),
    ("sse4a.insertqi", .moves([0, 1])),
    ("{sse.movmsk.ps,sse2.movmsk.pd,avx.movmsk.ps.256,avx.movmsk.pd.256}", .signs),
    ("{sse2.pmovmskb.128,avx2.pmovmskb}", .signs),
    ("{sse41.pblendvb,sse41.blendvps,sse41.blendvpd}", .choice),
    ("{avx2.pblendvb,avx.blendv.ps.256,avx.blendv.pd.256}", .choice),
  ]

  static let shifting: [(String, VectorFlow)] = [
    ("{sse2,avx2}.psll{,i}.{w,d,q}", .shift(.psllv)),
    ("{sse2,avx2}.psrl{,i}.{w,d,q}", .shift(.psrlv)),
    ("{sse2,avx2}.psra{,i}.{w,d}", .shift(.psrav)),
    ("avx512.psll{,i}.{w,d,q}.512", .shift(.psllv)),
    ("avx512.psrl{,i}.{w,d,q}.512", .shift(.psrlv)),
    ("avx512.psra{,i}.{w,d,q}.512", .shift(.psrav)),
    ("avx512.psra{,i}.q.{128,256}", .shift(.psrav)),
    ("avx2.psllv.{d,q}{,.256}", .arithmetic(.psllv)),
    ("avx2.psrlv.{d,q}{,.256}", .arithmetic(.psrlv)),
    ("avx2.psrav.d{,.256}", .arithmetic(.psrav)),
    ("avx512.psllv.{w.128,w.256,w.512,d.512,q.512}", .arithmetic(.psllv)),
    ("avx512.psrlv.{w.128,w.256,w.512,d.512,q.512}", .arithmetic(.psrlv)),
    ("avx512.psrav.{w.128,w.256,w.512,d.512,q.128,q.256,q.512}", .arithmetic(.psrav)),
  ]

  static let arithmetic: [(String, VectorFlow)] = [
    ("{sse2.packsswb.128,sse2.packssdw.128,avx2.packsswb,avx2.packssdw}", .pack(.signed)),
    ("avx512.packss{wb,dw}.512", .pack(.signed)),
    ("{sse2.packuswb.128,sse41.packusdw,avx2.packuswb,avx2.packusdw}", .pack(.signedToUnsigned)),
    ("avx512.packus{wb,dw}.512", .pack(.signedToUnsigned)),
    ("{sse2.psad.bw,avx2.psad.bw,avx512.psad.bw.512}", .differences),
    ("{sse2.pmadd.wd,avx2.pmadd.wd,avx512.pmaddw.d.512}", .pairs(.pmaddwd)),
    ("{ssse3.pmadd.ub.sw.128,avx2.pmadd.ub.sw,avx512.pmaddubs.w.512}", .pairs(.pmaddubsw)),
    ("{sse2.pmulh.w,avx2.pmulh.w,avx512.pmulh.w.512}", .arithmetic(.pmulh)),
    ("{sse2.pmulhu.w,avx2.pmulhu.w,avx512.pmulhu.w.512}", .arithmetic(.pmulhu)),
    ("{ssse3.pmul.hr.sw.128,avx2.pmul.hr.sw,avx512.pmul.hr.sw.512}", .arithmetic(.pmulhrs)),
    ("{sse2,avx2}.pavg.{b,w}", .arithmetic(.pavg)),
    ("avx512.pavg.{b,w}.512", .arithmetic(.pavg)),
    ("ssse3.psign.{b,w,d}.128", .arithmetic(.psign)),
    ("avx2.psign.{b,w,d}", .arithmetic(.psign)),
    ("{ssse3.phadd.w.128,ssse3.phadd.d.128,avx2.phadd.w,avx2.phadd.d}", .horizontal(.add)),
    ("{ssse3.phsub.w.128,ssse3.phsub.d.128,avx2.phsub.w,avx2.phsub.d}", .horizontal(.sub)),
    ("{ssse3.phadd.sw.128,avx2.phadd.sw}", .horizontal(.saddSat)),
    ("{ssse3.phsub.sw.128,avx2.phsub.sw}", .horizontal(.ssubSat)),
    ("avx512.pternlog.{d,q}.{128,256,512}", .ternary),
    ("{sse41.ptestz,avx.ptestz.256}", .test(.ptestz, ofSigns: false)),
    ("{sse41.ptestc,avx.ptestc.256}", .test(.ptestc, ofSigns: false)),
    ("{sse41.ptestnzc,avx.ptestnzc.256}", .test(.ptestnzc, ofSigns: false)),
    ("avx.vtestz.p{s,d}{,.256}", .test(.ptestz, ofSigns: true)),
    ("avx.vtestc.p{s,d}{,.256}", .test(.ptestc, ofSigns: true)),
    ("avx.vtestnzc.p{s,d}{,.256}", .test(.ptestnzc, ofSigns: true)),
    ("avx512.ktestz.{b,w,d,q}", .test(.ptestz, ofSigns: false)),
    ("avx512.ktestc.{b,w,d,q}", .test(.ptestc, ofSigns: false)),
    ("avx512.kadd.{b,w,d,q}", .integers(.add)),
    ("{sse41,avx2}.mpsadbw", .spans(128, 128)),
    ("avx512.dbpsadbw.{128,256,512}", .spans(128, 128)),
    ("avx10.vmpsadbw.512", .spans(128, 128)),
    ("avx512.conflict.{d,q}.{128,256,512}", .spans([.all])),
    ("avx512.vpdp{busd,busds,wssd,wssds}.{128,256,512}", .spans(32, 32, 32)),
    ("avx2.vpdp{bss,bsu,buu,wsu,wus,wuu}d{,s}.{128,256}", .spans(32, 32, 32)),
    ("avx10.vpdp{bss,bsu,buu,wsu,wus,wuu}d{,s}.512", .spans(32, 32, 32)),
    ("avx512.vpmadd52{h,l}.uq.{128,256,512}", .spans(64, 64, 64)),
  ]

  /// Every bit of a block may decide every bit of the result.
  static let ciphers: [(String, VectorFlow)] = [
    ("aesni.aes{enc,enclast,dec,declast}{,.256,.512}", .spans(128, 1)),
    ("aesni.aesimc", .spans(32)),
    ("aesni.aeskeygenassist", .spans(128)),
    ("sha1{msg1,msg2,nexte,rnds4}", .state),
    ("sha256msg{1,2}", .state),
    ("sha256rnds2", .spans([.all, .all, .allFromLowHalf])),
    ("vsha512msg{1,2}", .state),
    ("vsha512rnds2", .spans([.all, .all, .all])),
    ("vsm3{msg1,msg2,rnds2}", .spans([.all, .all, .all])),
    ("vsm4{key4,rnds4}{128,256,512}", .spans(128, 128)),
    ("vgf2p8mulb.{128,256,512}", .spans(8, 8)),
    ("vgf2p8affine{,inv}qb.{128,256,512}", .spans(8, 64)),
  ]
}
