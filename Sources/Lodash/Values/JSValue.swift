// JavaScript's values, as far as expressions over a secret's data meet them.

/// A value of JavaScript.
///
/// Text is what a secret holds: it is never put into an error.
public indirect enum JSValue: Sendable {
  /// `undefined`.
  case undefined
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number; JavaScript has only these.
  case number(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSValue])
  /// An object.
  case object(JSObject)
  /// Node's `Buffer`: bytes.
  case buffer([UInt8])
}

/// An object of JavaScript: members in the order in which JavaScript lists them.
public struct JSObject: Sendable {
  private var places: [[UInt8]: Int] = [:]
  private var list: [(name: String, value: JSValue)] = []

  /// An object of these members; of a name given twice the last value counts, at the first place.
  public init(_ members: some Sequence<(String, JSValue)> = [(String, JSValue)]()) {
    for (name, value) in members { self[name] = value }
  }

  /// A member's value; nil if there is none of that name, compared byte for byte.
  public subscript(name: String) -> JSValue? {
    get { places[Array(name.utf8)].map { list[$0].value } }
    set {
      guard let newValue else { return }
      if let place = places[Array(name.utf8)] {
        list[place].value = newValue
      } else {
        places[Array(name.utf8)] = list.count
        list.append((name, newValue))
      }
    }
  }

  /// The members as JavaScript lists them: names that are array indexes first, by number, then in the order they came.
  public var members: [(name: String, value: JSValue)] {
    let indexed = list.compactMap { member in JSObject.arrayIndex(member.name).map { ($0, member) } }
    guard !indexed.isEmpty else { return list }
    return indexed.sorted { $0.0 < $1.0 }.map(\.1) + list.filter { JSObject.arrayIndex($0.name) == nil }
  }

  /// The number that a name is as an array index, below 2³²−1 and without leading zeros; nil if it is none.
  static func arrayIndex(_ name: String) -> Int? {
    let digits = name.utf8
    guard (1...10).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
      digits.first != 0x30 || digits.count == 1, let index = Int(name), index < 4_294_967_295
    else { return nil }
    return index
  }
}
