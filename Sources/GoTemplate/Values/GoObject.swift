// Values of named Go types, which the rooms that know them bring along.

/// A value of a named Go type: what its fields, methods and text are.
///
/// `time.Time`, `time.Duration`, `*semver.Version`, sprig's certificates and the like conform; the engine knows none of
/// them.
public protocol GoObject: AnyObject {
  /// The type as `%T` prints it, such as `time.Time`.
  var goTypeName: String { get }
  /// The kind as sprig's `kindOf` and reflection name it: `struct`, `ptr`, `int64` ….
  var goKind: String { get }
  /// Whether it counts as true; structs and non-nil pointers always do.
  var isTrue: Bool { get }
  /// The text of its `String` or `Error` method, which `%v` and `%s` print; nil if it has neither.
  var goString: String? { get }
  /// The number, if the type is one over an integer, such as `time.Month`; `%d` prints it and comparisons take it.
  var goInteger: Int64? { get }
  /// Its exported fields in their order, which `%v` prints as `{a b}`.
  var fields: [(name: String, value: GoValue)] { get }
  /// Its methods by name; the receiver is bound.
  func method(named name: String) -> GoFunction?
  /// Whether it equals another value in Go's `==`; nil if values of the type can't be compared.
  func equals(_ other: any GoObject) -> Bool?
}

extension GoObject {
  /// Structs are true.
  public var isTrue: Bool { true }
  /// Named types are structs unless they say otherwise.
  public var goKind: String { "struct" }
  /// No text of its own.
  public var goString: String? { nil }
  /// No number.
  public var goInteger: Int64? { nil }
  /// No fields.
  public var fields: [(name: String, value: GoValue)] { [] }
  /// No methods.
  public func method(named name: String) -> GoFunction? { nil }
  /// Only the same object is equal.
  public func equals(_ other: any GoObject) -> Bool? { self === other }
}
