// From the first C function to the instrumented kernel: memory, maps, metadata, exceptions, clock.
//
// Nothing that is instrumented runs before the metadata is mapped, and the runtime is ready.

import CRuntime
import KernelC

/// Called by pvh.S, on the boot stack, with the physical address of the start information.
@c(boot_start)
public func bootStart(_ information: UInt) -> Never {
  Serial.start()
  let start = StartInformation(physical: information)
  CommandLine.keep(start.commandLine)
  CommandLine.readOptions()
  let isLinear = CommandLine.options.isMetadataLinear || !has_metadata()
  PhysicalMemory.divide(end: start.memoryEnd, isLinear: isLinear)
  Frames.start(areCovered: isLinear)
  Metadata.start(isOnDemand: !isLinear)
  KernelMap.start()
  kmsan_start()
  PhysicalMemory.printDivision()
  Descriptors.start()
  LocalController.start()
  Clock.start()
  kernel_main()
  panic("kernel_main() returned")
}
