// Page faults: a copy from or to user memory goes on behind the copy; all others end the kernel,
// with words for what the address was.

import KernelC

enum PageFault {
  static let handle: vector_handler = { frame, _ in
    let address = fault_address()
    if address < USER_END, is_copying_user(UInt(frame.pointee.rip)) {
      frame.pointee.rip = UInt64(copy_user_recovery())
      return
    }
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
