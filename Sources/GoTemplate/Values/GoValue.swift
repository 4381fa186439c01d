// Go's values, as far as templates and their functions meet them. Strings are bytes, as in Go.

/// A Go value as a template sees it.
///
/// Values are made and used within one render; maps are shared by reference, as in Go (`set` changes what every
/// variable sees), so a value is not `Sendable`.
public enum GoValue {
  /// `nil`, and what is not there at all (reflect's zero Value): templates print both as `<no value>`.
  case null
  /// A boolean.
  case bool(Bool)
  /// An integer; unsigned kinds hold their bit pattern.
  case int(Int64, GoIntKind)
  /// A `float64`.
  case float(Double)
  /// A `complex128`.
  indirect case complex(Double, Double)
  /// A `string`: any bytes.
  case string([UInt8])
  /// A `[]byte`.
  case bytes([UInt8])
  /// A slice of anything else.
  case slice(GoSlice)
  /// A map with string keys.
  case map(GoMap)
  /// A value of a named type with fields and methods: a time, a version, a certificate.
  case object(any GoObject)
}

extension GoValue {
  /// An `int`.
  public static func int(_ number: Int) -> GoValue { .int(Int64(number), .int) }
  /// An `int64`.
  public static func int64(_ number: Int64) -> GoValue { .int(number, .int64) }
  /// A string of UTF-8 text.
  public static func string(_ text: String) -> GoValue { .string(Array(text.utf8)) }
  /// A `[]interface{}`.
  public static func list(_ elements: [GoValue]) -> GoValue { .slice(GoSlice(elements, of: .any)) }
  /// A `[]string`.
  public static func strings(_ elements: [[UInt8]]) -> GoValue {
    .slice(GoSlice(elements.map(GoValue.string), of: .string))
  }

  /// The value's dynamic type; ``GoType/any`` for nil.
  public var type: GoType {
    switch self {
    case .null: .any
    case .bool: .bool
    case .int(_, let kind): .int(kind)
    case .float: .float64
    case .complex: .complex128
    case .string: .string
    case .bytes: .slice(.int(.uint8))
    case .slice(let slice): .slice(slice.element)
    case .map(let map): .map(map.element)
    case .object(let object): .named(object.goTypeName)
    }
  }

  /// The name Go's `%T` prints.
  public var typeName: String { if case .null = self { "<nil>" } else { type.description } }

  /// Whether it counts as true in `if`, `with`, `and`, `or`, `not` (Go's `template.IsTrue`).
  public var isTrue: Bool {
    switch self {
    case .null: false
    case .bool(let bool): bool
    case .int(let number, _): number != 0
    case .float(let number): number != 0
    case .complex(let real, let imaginary): real != 0 || imaginary != 0
    case .string(let bytes), .bytes(let bytes): !bytes.isEmpty
    case .slice(let slice): !slice.elements.isEmpty
    case .map(let map): !map.isEmpty
    case .object(let object): object.isTrue
    }
  }

  /// Whether it is nil.
  public var isNull: Bool { if case .null = self { true } else { false } }
  /// The bytes, if it is a string.
  public var stringBytes: [UInt8]? { if case .string(let bytes) = self { bytes } else { nil } }
  /// The elements, if it is a slice of any kind.
  public var elements: [GoValue]? {
    switch self {
    case .slice(let slice): slice.elements
    case .bytes(let bytes): bytes.map { .int(Int64($0), .uint8) }
    default: nil
    }
  }
}
