// Go's values, as far as templates and their functions meet them. Strings are bytes, as in Go.

/// A Go value as a template sees it.
///
/// Values are made and used within one render; maps are shared by reference, as in Go (`set` changes what every
/// variable sees), so a value is not `Sendable`.
public indirect enum GoValue {
  /// `nil`, and what is not there at all (reflect's zero Value): templates print both as `<no value>`.
  case null
  /// A boolean.
  case bool(Bool)
  /// An integer; unsigned kinds hold their bit pattern.
  case int(Int64, GoIntKind)
  /// A `float64`.
  case float(Double)
  /// A `complex128`.
  case complex(Double, Double)
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

/// A slice: its elements and their static type.
public struct GoSlice {
  /// The elements.
  public var elements: [GoValue]
  /// The static type of the elements.
  public var element: GoType
  /// Whether it is Go's nil slice, which is empty too, but `null` in JSON and not deeply equal to an empty one.
  public var isNil: Bool

  /// A slice of the given elements.
  public init(_ elements: [GoValue], of element: GoType = .any, isNil: Bool = false) {
    self.elements = elements
    self.element = element
    self.isNil = isNil
  }
}

/// A map with string keys, shared by reference as Go's maps are.
public final class GoMap {
  /// The static type of the values: ``GoType/any`` or ``GoType/string``, as a rule.
  public let element: GoType
  private var entries: [[UInt8]: GoValue]

  /// A map of the given entries.
  public init(_ entries: [[UInt8]: GoValue] = [:], of element: GoType = .any) {
    self.entries = entries
    self.element = element
  }

  /// The value of a key; nil if there is none.
  ///
  /// Setting nil removes it.
  public subscript(key: [UInt8]) -> GoValue? {
    get { entries[key] }
    set { entries[key] = newValue }
  }

  /// The value of a key.
  public subscript(key: String) -> GoValue? {
    get { entries[Array(key.utf8)] }
    set { entries[Array(key.utf8)] = newValue }
  }

  /// The number of entries.
  public var count: Int { entries.count }
  /// Whether there are none.
  public var isEmpty: Bool { entries.isEmpty }
  /// The keys in the order in which Go's templates and `fmt` visit them: byte by byte.
  public var sortedKeys: [[UInt8]] { entries.keys.sorted { $0.lexicographicallyPrecedes($1) } }
  /// A map of its own with the same entries.
  public func copy() -> GoMap { GoMap(entries, of: element) }
}
