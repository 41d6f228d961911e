// The one door to the rules.

extension ShadowBuilder {
  /// The shadow of `operation`'s result.
  public mutating func propagate(
    _ operation: Operation, _ operands: [ShadowedValue<Value>], rules: RuleSet
  ) -> Value {
    operands[0].shadow
  }

  /// The shadows of an overflow operation's result and of its overflow bit (one bit wide).
  public mutating func propagate(
    _ operation: OverflowOperation, _ a: ShadowedValue<Value>, _ b: ShadowedValue<Value>,
    rules: RuleSet
  ) -> (value: Value, overflow: Value) {
    (a.shadow, compare(.ne, a.shadow, b.shadow))
  }
}
