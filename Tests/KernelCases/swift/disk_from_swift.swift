// Swift code writes a block to the disk of which the last byte was not written.

@c(case_disk_from_swift) public func diskFromSwift() {
  guard let memory = kmalloc(512, 0) else { return }  //~ created: malloc
  memory.initializeMemory(as: UInt8.self, repeating: 1, count: 511)
  var request = bio()
  request.bio_cmd = UInt16(BIO_WRITE)
  request.bio_data = memory
  request.bio_bcount = 512
  disk_strategy(&request)  //~ report: uninit-value, byte 511 of 512, check disk_strategy
  kfree(memory)
}
