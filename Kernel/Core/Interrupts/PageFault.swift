// Page faults: memory of a program is mapped at its first use; a copy from or to user
// memory goes on behind the copy; other faults end the program that makes them, or the kernel, with
// words for what the address was.

import KernelC

enum PageFault {
  static let handle: vector_handler = { frame, _ in
    let address = fault_address()
    if address < USER_END {
      if Processes.serveFault(at: address, error: frame.pointee.error) { return }
      let recovery = user_access_recovery(UInt(frame.pointee.rip))
      if recovery != 0 {
        frame.pointee.rip = UInt64(recovery)
        return
      }
    }
    if Interrupts.isFromProgram(frame) { Processes.fail(frame) }
    if is_metadata(address), metadata_resolve(address) { return }
    explain(address).panic(frame)
  }

  private static func explain(_ address: UInt) -> StaticString {
    if address < PAGE_BYTES { return "page fault: a null pointer" }
    if address < USER_END { return "page fault: user memory without a copy function" }
    if is_metadata(address) { return "page fault: shadow or origins of memory that is not mapped" }
    return "page fault: an address that is not mapped"
  }
}
