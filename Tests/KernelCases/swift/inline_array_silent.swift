// An array without a heap is written in one loop and read in another.

@c(case_inline_array_silent) public func inlineArraySilent() {
  var numbers = InlineArray<8, Int>(repeating: 0)
  for index in 0..<8 { numbers[index] = index }
  var sum = 0
  for index in 0..<8 { sum &+= numbers[index] }
  if sum == 27 { interrupt_raise() }  //~ silent
}
