// The reachable blocks of a function in reverse post-order, and which block dominates which.
//
// LLVM-C has no dominator tree. Source: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance
// Algorithm",
// 2001. Queries take constant time by the numbering of a walk over the tree.

import CLLVM
import LLVMIR

/// The control flow of a function as it was before instrumentation.
package struct Dominators {
  /// Reachable blocks in reverse post-order; the entry is the first.
  package let order: [BasicBlock]
  private let number: [BasicBlock: Int]
  package private(set) var predecessors: [[Int]]
  private var immediate: [Int]
  private var enter: [Int]
  private var leave: [Int]

  package init(_ function: Function) {
    let (order, number) = Self.reversePostOrder(function)
    self.order = order
    self.number = number
    predecessors = Array(repeating: [], count: order.count)
    for (index, block) in order.enumerated() {
      for successor in block.successors {
        if let target = number[successor] { predecessors[target].append(index) }
      }
    }
    immediate = Self.immediateDominators(predecessors)
    enter = Array(repeating: 0, count: order.count)
    leave = enter
    numberTree()
  }

  package func index(of block: BasicBlock) -> Int? { number[block] }

  /// Whether every path to block `b` passes block `a`; both are indices into `order`.
  package func dominates(_ a: Int, _ b: Int) -> Bool {
    enter[a] <= enter[b] && leave[b] <= leave[a]
  }

  private static func reversePostOrder(
    _ function: Function
  ) -> ([BasicBlock], [BasicBlock: Int]) {
    var postOrder: [BasicBlock] = []
    let entry = function.entry
    var seen: Set<BasicBlock> = [entry]
    var stack = [(block: entry, successors: entry.successors[...])]
    while let (block, successors) = stack.last {
      if let next = successors.first {
        stack[stack.count - 1].successors.removeFirst()
        if seen.insert(next).inserted { stack.append((next, next.successors[...])) }
      } else {
        postOrder.append(block)
        stack.removeLast()
      }
    }
    postOrder.reverse()
    var number: [BasicBlock: Int] = [:]
    for (index, block) in postOrder.enumerated() { number[block] = index }
    return (postOrder, number)
  }

  private static func immediateDominators(_ predecessors: [[Int]]) -> [Int] {
    var immediate = Array(repeating: -1, count: predecessors.count)
    immediate[0] = 0
    var changed = true
    while changed {
      changed = false
      for block in predecessors.indices.dropFirst() {
        var candidate = -1
        for predecessor in predecessors[block] where immediate[predecessor] >= 0 {
          candidate =
            candidate < 0
            ? predecessor : meet(candidate, predecessor, immediate)
        }
        if immediate[block] != candidate {
          immediate[block] = candidate
          changed = true
        }
      }
    }
    return immediate
  }

  private static func meet(_ a: Int, _ b: Int, _ immediate: [Int]) -> Int {
    var (a, b) = (a, b)
    while a != b {
      while a > b { a = immediate[a] }
      while b > a { b = immediate[b] }
    }
    return a
  }

  private mutating func numberTree() {
    var children: [[Int]] = Array(repeating: [], count: order.count)
    for block in order.indices.dropFirst() { children[immediate[block]].append(block) }
    var clock = 0
    var stack = [(block: 0, next: 0)]
    enter[0] = clock
    while let (block, next) = stack.last {
      clock += 1
      if next < children[block].count {
        stack[stack.count - 1].next += 1
        let child = children[block][next]
        enter[child] = clock
        stack.append((child, 0))
      } else {
        leave[block] = clock
        stack.removeLast()
      }
    }
  }
}
