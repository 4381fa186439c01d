// Go's maps with string keys.

/// A map with string keys, shared by reference as Go's maps are.
public final class GoMap {
  /// The static type of the values: ``GoType/any`` or ``GoType/string``, as a rule.
  public let element: GoType
  /// Whether the static type of the values is `interface {}`.
  let holdsInterfaces: Bool
  private var entries: [Key: GoValue]
  /// The keys in order, as long as no key comes or goes.
  private var sorted: [[UInt8]]?

  /// A key, hashed as one piece instead of byte by byte.
  private struct Key: Hashable {
    let bytes: [UInt8]

    func hash(into hasher: inout Hasher) {
      bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
  }

  /// A map of the given entries.
  public init(_ entries: [[UInt8]: GoValue] = [:], of element: GoType = .any) {
    self.entries = Dictionary(minimumCapacity: entries.count)
    self.element = element
    holdsInterfaces = element == .any
    for (key, value) in entries { self.entries[Key(bytes: key)] = value }
  }

  private init(copying other: GoMap) {
    element = other.element
    holdsInterfaces = other.holdsInterfaces
    entries = other.entries
    sorted = other.sorted
  }

  deinit {
    var values = takeValues()
    Dismantling.release(&values)
  }

  /// The value of a key; nil if there is none.
  ///
  /// Setting nil removes it.
  public subscript(key: [UInt8]) -> GoValue? {
    get { entries[Key(bytes: key)] }
    set {
      let before = entries.count
      entries[Key(bytes: key)] = newValue
      if entries.count != before { sorted = nil }
    }
  }

  /// The value of a key.
  public subscript(key: String) -> GoValue? {
    get { self[Array(key.utf8)] }
    set { self[Array(key.utf8)] = newValue }
  }

  /// The number of entries.
  public var count: Int { entries.count }
  /// Whether there are none.
  public var isEmpty: Bool { entries.isEmpty }

  /// The keys in the order in which Go's templates and `fmt` visit them: byte by byte.
  public var sortedKeys: [[UInt8]] {
    if let sorted { return sorted }
    let keys = entries.keys.map(\.bytes).sorted { $0.lexicographicallyPrecedes($1) }
    sorted = keys
    return keys
  }

  /// A map of its own with the same entries.
  public func copy() -> GoMap { GoMap(copying: self) }

  /// Takes the values out of a map about to end.
  func takeValues() -> [GoValue] {
    let taken = Array(entries.values)
    entries = [:]
    sorted = nil
    return taken
  }
}
