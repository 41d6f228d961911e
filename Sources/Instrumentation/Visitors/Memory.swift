// Loads and stores.
//
//     %v = load i32, ptr %p            { %s, %o } = metadata(%p);  %sv = load i32, ptr %s
//     store i32 %v, ptr %p             { %s, %o } = metadata(%p);  store i32 %sv, ptr %s
//                                      cold, if %sv is poisoned: store chain(%ov), ptr %o
//
// Atomic loads and stores stand in Atomics.swift.

import CLLVM
import KMSANABI
import LLVMIR

extension FunctionInstrumenter {
  func visitLoad(_ load: Instruction) {
    let address = load.operand(0)
    guard !isClean(load.value), let type = module.shadowType(load.type) else { return }
    let isAtomic = load.ordering != LLVMAtomicOrderingNotAtomic
    if isAtomic {
      // The shadow is read after the value, so that it is no older than the value.
      load.ordering = load.ordering.acquiring
      guard let next = load.next else { return }
      builder.position(before: next)
    }
    let size = module.layout.storeSize(load.type)
    let access = Access(address: address, size: size, alignment: load.alignment)
    let isShared = isLookedUp(access)
    let metadata = lookUpShared(access)
    let shadow = builder.load(type, metadata.shadow, alignment: load.alignment)
    let origin = builder.load(
      module.originType, metadata.origin, alignment: Origin.granularity)
    undisturbedMemory.remember(load, isShared: isShared)
    let value = LoadedValue(
      load: load, shadow: shadow.value, origin: origin, origins: metadata.origin)
    values.record(load: value)
    set(load, shadow: shadow.value, origin: .loaded(value))
  }

  func visitStore(_ store: Instruction) {
    let value = store.operand(0)
    let address = store.operand(1)
    guard hasMetadata(address) else { return }
    guard let type = module.shadowType(value.type) else {
      return storeCleanBytes(value.type, address)
    }
    let size = module.layout.storeSize(value.type)
    if store.ordering != LLVMAtomicOrderingNotAtomic {
      // A racing store could leave a poisoned shadow beside an initialized value, so the shadow of
      // an atomic store is clean (a documented miss); it is written first, so that it is no newer.
      store.ordering = store.ordering.releasing
      return storeClean(type, at: address, size: size, alignment: store.alignment)
    }
    guard let shadow = shadow(of: value), !shadow.isNull else {
      return storeClean(type, at: address, size: size, alignment: store.alignment)
    }
    let access = Access(address: address, size: size, alignment: store.alignment)
    if let kind = LocalFunction.storing(access, shadow.type), !callsHooksOnly, isLookedUp(access) {
      // Clean until proven poisoned: the common path stores zeros, for which a shared look-up will
      // do.
      let metadata = lookUpShared(access)
      builder.store(type.zero, metadata.shadow, alignment: store.alignment)
      return onPoison([shadow], .store(kind, shadow, origin(of: value), address: address))
    }
    let metadata = lookUp(address, size: size, alignment: store.alignment, forStore: true)
    builder.store(shadow, metadata.shadow, alignment: store.alignment)
    onPoison(
      [shadow],
      .chain(
        origin(of: value), address: metadata.origin, size: size, alignment: store.alignment))
  }

  /// Marks the target of a store as initialized.
  func storeClean(_ type: Type, at address: Value, size: Int, alignment: Int) {
    let metadata = lookUpShared(
      Access(address: address, size: size, alignment: alignment), clears: true)
    builder.store(type.zero, metadata.shadow, alignment: alignment)
  }

  /// Marks the target of a store as initialized whose values have no shadow: vectors whose length only the
  /// running processor knows, and types of one target.
  private func storeCleanBytes(_ type: Type, _ address: Value) {
    guard type.isSized else { return }
    let metadata = lookUp(address, size: type.runtimeSize, forStore: true)
    builder.fill(
      metadata.shadow, byte: module.byte.zero, size: type.runtimeSize, alignment: 1)
  }

  func checkAddress(_ address: Value, of operation: CheckedOperation) {
    if options.addressChecks {
      check([CheckedOperand(address, as: "address")], of: operation)
    }
  }
}

extension LLVMAtomicOrdering {
  /// At least acquire.
  var acquiring: LLVMAtomicOrdering {
    switch self {
    case LLVMAtomicOrderingUnordered, LLVMAtomicOrderingMonotonic: LLVMAtomicOrderingAcquire
    case LLVMAtomicOrderingRelease: LLVMAtomicOrderingAcquireRelease
    default: self
    }
  }

  /// At least release.
  var releasing: LLVMAtomicOrdering {
    switch self {
    case LLVMAtomicOrderingUnordered, LLVMAtomicOrderingMonotonic: LLVMAtomicOrderingRelease
    case LLVMAtomicOrderingAcquire: LLVMAtomicOrderingAcquireRelease
    default: self
    }
  }
}
