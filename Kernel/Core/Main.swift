// The instrumented kernel: what it starts, in order, on the processor that boots.

import CRuntime
import KernelC

/// See kernel.h.
@c @implementation
public func kernel_main() {
  Options.start()
  Zones.start()
  Malloc.start()
  Interrupts.start()
  SoftwareInterrupt.start()
  SystemCalls.start()
  let processors = processors_start()
  var text = Text("processors: ")
  text.append(processors)
  text.print()
  Devices.start()
  // Where it is, cases know: the other processors are the others.
  guard thread_create_on(0, SelfTest.name, SelfTest.run, nil) != nil else {
    panic("out of memory: first thread")
  }
  processor_main()
}
