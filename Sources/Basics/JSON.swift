// One value type for everything that is JSON-shaped: manifests read from YAML or JSON, live objects, machine-readable output.
// Order of members, text of numbers and duplicate keys survive, because the controller's answers depend on them.

/// A JSON value that remembers the order of members, the text of numbers, and where in its source it stood.
public struct JSON: Sendable {
  /// What kind of value it is, and its content.
  public indirect enum Content: Sendable, Equatable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, as the text it was written with (`1.10` stays `1.10`).
    case number(String)
    /// A string, unescaped.
    case string(String)
    /// An array.
    case array([JSON])
    /// An object.
    case object(Members)
  }

  /// The value.
  public var value: Content
  /// Where it stood in the text it was read from; nil for values made by the program.
  public var range: SourceRange?

  /// A value, with its place if it was read from somewhere.
  public init(_ value: Content, range: SourceRange? = nil) {
    self.value = value
    self.range = range
  }
}

extension JSON: Equatable {
  /// Equality of the values; where they stood doesn't count.
  public static func == (left: JSON, right: JSON) -> Bool { left.value == right.value }
}

extension JSON {
  /// The members of an object in the order of the text, duplicates included.
  public struct Members: Sendable, Equatable, RandomAccessCollection, ExpressibleByDictionaryLiteral {
    /// One member of an object.
    public struct Member: Sendable, Equatable {
      /// The member's name, unescaped.
      public var key: String
      /// Where the name stood.
      public var keyRange: SourceRange?
      /// The member's value.
      public var value: JSON

      /// A member.
      public init(key: String, keyRange: SourceRange? = nil, value: JSON) {
        self.key = key
        self.keyRange = keyRange
        self.value = value
      }

      /// Equality of names, byte for byte, and values.
      public static func == (left: Member, right: Member) -> Bool {
        left.key.utf8.elementsEqual(right.key.utf8) && left.value == right.value
      }
    }

    private var list: [Member]

    /// An object's members in their order.
    public init(_ members: [Member] = []) { self.list = members }

    /// An object's members from a literal, in its order.
    public init(dictionaryLiteral members: (String, JSON)...) {
      self.list = members.map { Member(key: $0.0, value: $0.1) }
    }

    /// The first position.
    public var startIndex: Int { list.startIndex }
    /// The position after the last.
    public var endIndex: Int { list.endIndex }
    /// The member at a position.
    public subscript(position: Int) -> Member { list[position] }

    /// The value named `key`, the last one where there are several, as Go's decoder takes it.
    ///
    /// Setting replaces that value in its place or appends a member; setting nil removes every member of the name.
    public subscript(key: String) -> JSON? {
      get { list.last { $0.key.utf8.elementsEqual(key.utf8) }?.value }
      set {
        let isNamed: (Member) -> Bool = { $0.key.utf8.elementsEqual(key.utf8) }
        guard let newValue else { return list.removeAll(where: isNamed) }
        if let index = list.lastIndex(where: isNamed) {
          list[index].value = newValue
        } else {
          list.append(Member(key: key, value: newValue))
        }
      }
    }

    /// The member named `key`, the last one where there are several.
    public func member(named key: String) -> Member? { list.last { $0.key.utf8.elementsEqual(key.utf8) } }

    /// Adds a member at the end, whether or not the name is there already.
    public mutating func append(_ member: Member) { list.append(member) }

    /// Adds a member at the end, whether or not the name is there already.
    public mutating func append(_ key: String, _ value: JSON) { list.append(Member(key: key, value: value)) }
  }
}

extension JSON {
  /// The text, if it is a string.
  public var string: String? { if case .string(let text) = value { text } else { nil } }
  /// The truth value, if it is one.
  public var bool: Bool? { if case .bool(let bool) = value { bool } else { nil } }
  /// The number's text, if it is a number.
  public var number: String? { if case .number(let text) = value { text } else { nil } }
  /// The number, if it is an integer that fits.
  public var int: Int? { number.flatMap { Int($0) } }
  /// The elements, if it is an array.
  public var array: [JSON]? { if case .array(let elements) = value { elements } else { nil } }
  /// The members, if it is an object.
  public var object: Members? { if case .object(let members) = value { members } else { nil } }
  /// Whether it is `null`.
  public var isNull: Bool { value == .null }

  /// The member named `key`, if it is an object and has it.
  public subscript(key: String) -> JSON? { object?[key] }
  /// The element at `index`, if it is an array and has it.
  public subscript(index: Int) -> JSON? {
    guard let array, array.indices.contains(index) else { return nil }
    return array[index]
  }

  /// The value at the end of a path, if every step of it is there.
  public subscript(path: FieldPath) -> JSON? {
    var current = self
    for step in path.steps {
      let next: JSON? =
        switch step {
        case .member(let name): current[name]
        case .element(let index): current[index]
        }
      guard let next else { return nil }
      current = next
    }
    return current
  }

  /// A word for the kind of value, as error messages name it.
  public var kindName: String {
    switch value {
    case .null: "null"
    case .bool: "boolean"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  /// Member names are strings.
  public typealias Key = String
  /// Members' values are JSON.
  public typealias Value = JSON

  /// `null`.
  public static var null: JSON { JSON(.null) }
  /// A string.
  public static func string(_ text: String) -> JSON { JSON(.string(text)) }
  /// A truth value.
  public static func bool(_ bool: Bool) -> JSON { JSON(.bool(bool)) }
  /// A whole number.
  public static func int(_ number: Int) -> JSON { JSON(.number(String(number))) }
  /// An array.
  public static func array(_ elements: [JSON]) -> JSON { JSON(.array(elements)) }
  /// An object.
  public static func object(_ members: Members) -> JSON { JSON(.object(members)) }
  /// The string, or `null` where there is none.
  public static func string(orNull text: String?) -> JSON { text.map(JSON.string) ?? .null }

  /// A string literal is a JSON string.
  public init(stringLiteral text: String) { self.init(.string(text)) }
  /// A boolean literal is a JSON boolean.
  public init(booleanLiteral bool: Bool) { self.init(.bool(bool)) }
  /// An integer literal is a JSON number.
  public init(integerLiteral number: Int) { self.init(.number(String(number))) }
  /// An array literal is a JSON array.
  public init(arrayLiteral elements: JSON...) { self.init(.array(elements)) }
  /// A dictionary literal is a JSON object in the literal's order.
  public init(dictionaryLiteral members: (String, JSON)...) {
    self.init(.object(Members(members.map { Members.Member(key: $0.0, value: $0.1) })))
  }
  /// `nil` is `null`.
  public init(nilLiteral: ()) { self.init(.null) }
}
