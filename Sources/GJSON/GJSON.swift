// The path language of `remoteRef.property`: gjson 1.18, as the controller's providers use it.
// It works on the text, does not validate it, and hands out the text's own spelling: the controller's answers depend on all three.

/// Looks values up in JSON text by gjson paths.
public enum GJSON {
  /// The number of bytes all intermediate results of one look-up may add up to.
  ///
  /// A short path can double its result at every step (`[@this,@this]|…`): this is where it stops.
  public static let workLimit = 64 << 20

  /// The value at `path`.
  ///
  /// - Parameters:
  ///   - path: The path, as in `remoteRef.property`.
  ///   - document: The JSON text. It need not be valid: what stands before the damage is found (gjson).
  /// - Returns: The value; one that is not ``Value/exists`` where there is none.
  /// - Throws: ``PathTooExpensive`` for a path that multiplies its work without bound.
  public static func value(at path: [UInt8], in document: [UInt8]) throws(PathTooExpensive) -> Value {
    let lookup = Lookup(limit: workLimit + document.count)
    let value = lookup.value(at: path, in: document)
    guard !lookup.isExhausted else { throw PathTooExpensive() }
    return value
  }

  /// The value at `path`.
  public static func value(at path: String, in document: [UInt8]) throws(PathTooExpensive) -> Value {
    try value(at: Array(path.utf8), in: document)
  }

  /// A path whose intermediate results outgrow every sensible size, or that nests without end.
  public struct PathTooExpensive: Error, Sendable, Hashable, CustomStringConvertible {
    /// The error in words.
    public var description: String { "the property path needs more work than any sensible one: simplify it" }
  }
}

/// One look-up with its budget of work: the entry point that every construct of the language comes back to.
final class Lookup {
  /// What may still be produced, in bytes.
  private var remaining: Int
  private var depth = 0
  /// Whether the look-up was given up: every answer after that means nothing.
  private(set) var isExhausted = false

  /// Deeper nesting of paths in paths than this is given up.
  private static let depthLimit = 128

  init(limit: Int) { self.remaining = limit }

  /// Accounts for `count` bytes of work; false when the budget is spent.
  func spend(_ count: Int) -> Bool {
    remaining -= count
    if remaining < 0 { isExhausted = true }
    return !isExhausted
  }

  /// Runs `body` one level deeper, unless that is too deep.
  func deeper<Result>(or fallback: Result, _ body: () -> Result) -> Result {
    guard depth < Lookup.depthLimit, !isExhausted else {
      isExhausted = true
      return fallback
    }
    depth += 1
    defer { depth -= 1 }
    return body()
  }

  func value(at path: [UInt8], in document: [UInt8]) -> GJSON.Value {
    deeper(or: .missing) {
      guard spend(document.count &+ path.count) else { return .missing }
      var path = path
      if path.count > 1 {
        if let value = specialValue(at: &path, in: document) { return value }
      }
      var search = Search(document: document, lookup: self)
      if path.starts(with: [UInt8(ascii: "."), UInt8(ascii: ".")]) {
        _ = search.array(from: 0, path: Array(path.dropFirst(2)))
      } else if let start = document.firstIndex(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") }) {
        if document[start] == UInt8(ascii: "{") {
          _ = search.object(from: start + 1, path: path)
        } else {
          _ = search.array(from: start + 1, path: path)
        }
      }
      guard let pipe = search.pipe else { return search.value }
      return value(at: pipe, in: search.value.raw)
    }
  }

  /// The value of a path that starts with a modifier, a literal or a multipath; nil if it turns out to be none of them.
  ///
  /// Of what looks like a multipath and is none, gjson goes on with the text behind the bracket: that is left in `path`.
  private func specialValue(at path: inout [UInt8], in document: [UInt8]) -> GJSON.Value? {
    switch path[0] {
    case UInt8(ascii: "@"):
      let call = ModifierCall(path)
      guard let modifier = modifiers[call.name] else { return nil }
      let result = modifier(document, call.argument, self)
      return continued(call.rest, in: result)
    case UInt8(ascii: "!"):
      guard let literal = Literal(path) else { return nil }
      return continued(literal.rest, in: literal.text)
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      return multipath(&path, in: document)
    default:
      return nil
    }
  }

  /// The value at what follows a modifier or literal, or its whole result if nothing follows.
  private func continued(_ rest: [UInt8], in document: [UInt8]) -> GJSON.Value {
    guard let first = rest.first, first == UInt8(ascii: "|") || first == UInt8(ascii: ".") else {
      return spend(document.count) ? GJSON.Value(parsing: document) : .missing
    }
    return value(at: Array(rest.dropFirst()), in: document)
  }

  /// `[path, path]` and `{"name": path}`: a new array or object of what the paths find.
  private func multipath(_ path: inout [UInt8], in document: [UInt8]) -> GJSON.Value? {
    guard let selectors = Selectors(path) else {
      path = []
      return nil
    }
    if let next = selectors.rest.first, next != UInt8(ascii: "|"), next != UInt8(ascii: ".") {
      path = selectors.rest
      return nil
    }
    let isObject = path[0] == UInt8(ascii: "{")
    var text: [UInt8] = [path[0]]
    for selector in selectors.list {
      let found = value(at: selector.path, in: document)
      guard found.exists else { continue }
      if text.count > 1 { text.append(UInt8(ascii: ",")) }
      if isObject {
        text += selector.memberName
        text.append(UInt8(ascii: ":"))
      }
      let raw = found.raw.isEmpty ? found.text : found.raw
      text += raw.isEmpty ? Array("null".utf8) : raw
      guard spend(raw.count) else { return .missing }
    }
    text.append(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
    let result = GJSON.Value(kind: .json, raw: text)
    guard !selectors.rest.isEmpty else { return result }
    return value(at: Array(selectors.rest.dropFirst()), in: text)
  }
}
