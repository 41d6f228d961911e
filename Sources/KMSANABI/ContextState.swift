// The layout of the context state: the block through which instrumented code passes the shadow and
// the origins of arguments, return values and variable arguments.
//
// It knows nothing about who owns the block. Source: the structure type that LLVM 22's
// MemorySanitizer declares in kernel mode, and Linux 6.12, include/linux/kmsan_types.h. The two
// agree on every field; LLVM's type has one more trailing word, which is unused.

/// Offsets and sizes, in bytes, of the fields of `kmsan_context_state`.
public enum ContextState {
  /// Size of each of the arrays for parameters, return values and variable arguments.
  public static let areaSize = 800

  /// Offset of the shadow of the arguments.
  public static let paramShadow = 0
  /// Offset of the shadow of the return value.
  public static let returnShadow = 800
  /// Offset of the argument token: the address of the function that the arguments are for (rule B1
  /// of Docs/Boundaries.md). It takes the last word of the arguments' shadow.
  public static let argumentToken = paramShadow + areaSize - tokenSize
  /// Offset of the return token: the address of the function that the return shadow is from (rule
  /// B2). It takes the last word of the return shadow.
  public static let returnToken = returnShadow + areaSize - tokenSize
  /// Bytes of a token.
  public static let tokenSize = 8
  /// Added to the argument token of a call that passes variable arguments from code without vector
  /// registers: the address of no function has this bit changed.
  public static let shortAreaMark = 1 << 62
  /// Where, in the areas of variable arguments, those on the stack begin: behind 6 general registers and 8
  /// vector registers.
  public static let registersEnd = 176
  /// The same from code without vector registers, whose token is marked.
  public static let shortRegistersEnd = 48
  /// Offset of the shadow of the variable arguments.
  public static let variadicShadow = 1600
  /// Offset of the origins of the variable arguments.
  public static let variadicOrigin = 2400
  /// Offset of a 64-bit count of the bytes of variable arguments that were passed on the stack.
  public static let variadicOverflowSize = 3200
  /// Offset of the origins of the arguments.
  public static let paramOrigin = 3208
  /// Offset of the origin of the return value.
  public static let returnOrigin = 4008
  /// Size of the structure as the kernel declares it, padding included.
  public static let size = 4016

  /// Argument slots are aligned to this many bytes.
  public static let slotAlignment = 8

  /// One field, for tables and checks.
  public struct Field: Sendable {
    /// Its name in Linux's `struct kmsan_context_state`.
    public let name: String
    /// Where it starts, in bytes from the start of the block.
    public let offset: Int
    /// Its size in bytes.
    public let size: Int
    /// What instrumented code keeps in it.
    public let meaning: String
  }

  /// Every field in order of its offset.
  public static let fields: [Field] = [
    Field(
      name: "param_tls", offset: paramShadow, size: areaSize,
      meaning: "shadow of the arguments, each in a slot aligned to 8 bytes; in the last word whom "
        + "they are for, the argument token, with bit 62 changed in calls with variable arguments "
        + "from code without vector registers"),
    Field(
      name: "retval_tls", offset: returnShadow, size: areaSize,
      meaning: "shadow of the return value; in the last word whose it is, the return token"),
    Field(
      name: "va_arg_tls", offset: variadicShadow, size: areaSize,
      meaning: "shadow of the variable arguments: the register save area (176 bytes, from code "
        + "without vector registers 48), then the stack; with the convention of 64-bit Windows "
        + "the stack alone"),
    Field(
      name: "va_arg_origin_tls", offset: variadicOrigin, size: areaSize,
      meaning: "origins of the variable arguments, at the offsets of their shadow"),
    Field(
      name: "va_arg_overflow_size_tls", offset: variadicOverflowSize, size: 8,
      meaning: "bytes of variable arguments passed on the stack"),
    Field(
      name: "param_origin_tls", offset: paramOrigin, size: areaSize,
      meaning: "origins of the arguments, at the offsets of their shadow"),
    Field(
      name: "retval_origin_tls", offset: returnOrigin, size: 4,
      meaning: "origin of the return value"),
  ]
}
