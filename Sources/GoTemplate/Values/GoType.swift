// The static types that parameters, slices and maps have: enough for reflection's checks and `%T`.

/// A kind of integer.
public enum GoIntKind: String, Sendable, CaseIterable {
  /// The platform's `int`, 64 bits here.
  case int
  /// 8 bits.
  case int8
  /// 16 bits.
  case int16
  /// 32 bits: also `rune`.
  case int32
  /// 64 bits.
  case int64
  /// The platform's `uint`.
  case uint
  /// 8 bits: also `byte`.
  case uint8
  /// 16 bits.
  case uint16
  /// 32 bits.
  case uint32
  /// 64 bits.
  case uint64

  /// Whether the kind has no sign.
  public var isUnsigned: Bool {
    switch self {
    case .uint, .uint8, .uint16, .uint32, .uint64: true
    case .int, .int8, .int16, .int32, .int64: false
    }
  }
}

/// A Go type.
public enum GoType: Sendable, Hashable {
  /// `interface {}`.
  case any
  /// `bool`.
  case bool
  /// An integer type.
  case int(GoIntKind)
  /// `float64`.
  case float64
  /// `complex128`.
  case complex128
  /// `string`.
  case string
  /// A slice.
  indirect case slice(GoType)
  /// A map with string keys.
  indirect case map(GoType)
  /// A named type, such as `time.Time` or `*semver.Version`.
  case named(String)
  /// A named type over `string`, such as sprig's `HashAlgorithm`: it takes literals, but no values of type `string`.
  case namedString(String)
  /// `reflect.Value`: takes every value as it is, static type kept (`index`, `slice`, comparisons).
  case reflectValue

  /// Whether nil is a value of the type.
  public var canBeNil: Bool {
    switch self {
    case .any, .slice, .map, .reflectValue: true
    case .named(let name): name.hasPrefix("*") || name == "error"
    default: false
    }
  }

  /// Whether a value of the type `other` can be given where this type is wanted (Go's AssignableTo, and one pointer
  /// followed).
  public func accepts(_ other: GoType) -> Bool {
    switch (self, other) {
    case (.any, _), (.reflectValue, _): true
    // A pointer is followed where the value it points to is wanted.
    case (.named(let wanted), .named(let found)): wanted == found || found.first == "*" && found.dropFirst() == wanted
    default: self == other
    }
  }

  /// The zero value.
  public var zero: GoValue {
    switch self {
    case .any, .reflectValue, .named: .null
    case .bool: .bool(false)
    case .int(let kind): .int(0, kind)
    case .float64: .float(0)
    case .complex128: .complex(0, 0)
    case .string, .namedString: .string([UInt8]())
    case .slice(.int(.uint8)): .bytes([])
    case .slice(let element): .slice(GoSlice([], of: element))
    case .map(let element): .map(GoMap(of: element))
    }
  }
}

extension GoType: CustomStringConvertible {
  /// The type as Go's `%T` and reflection's errors write it.
  public var description: String {
    switch self {
    case .any: "interface {}"
    case .bool: "bool"
    case .int(let kind): kind.rawValue
    case .float64: "float64"
    case .complex128: "complex128"
    case .string: "string"
    case .slice(let element): "[]\(element)"
    case .map(let element): "map[string]\(element)"
    case .named(let name), .namedString(let name): name
    case .reflectValue: "reflect.Value"
    }
  }
}
