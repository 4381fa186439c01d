// What a path can start with besides a name: a modifier, a literal, a multipath.

/// `@name` or `@name:argument`, taken off the start of a path.
struct ModifierCall {
  private(set) var name: String
  private(set) var argument: [UInt8] = []
  /// The path behind it, its dot or pipe included.
  private(set) var rest: [UInt8] = []

  /// Reads a path that starts with `@`; whether a modifier of that name exists is not asked.
  init(_ path: [UInt8]) {
    let end =
      path.dropFirst().firstIndex {
        $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: ".")
      } ?? path.count
    name = String(decoding: path[1..<end], as: UTF8.self)
    guard end < path.count else { return }
    guard path[end] == UInt8(ascii: ":") else {
      rest = Array(path[end...])
      return
    }
    let text = Array(path[(end + 1)...])
    guard let first = text.first else { return }
    let scanner = Scanner(text)
    var length = 0
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || first == UInt8(ascii: "\"") {
      length = scanner.bracketed(at: 0)
    } else {
      while length < text.count, text[length] != UInt8(ascii: "|") {
        if "{[\"(".utf8.contains(text[length]) { length = scanner.bracketed(at: length) - 1 }
        length += 1
      }
    }
    argument = Array(text[..<min(length, text.count)])
    rest = Array(text[min(length, text.count)...])
  }
}

/// `!value`, taken off the start of a path.
struct Literal {
  private(set) var text: [UInt8]
  /// The path behind it, its dot or pipe included.
  private(set) var rest: [UInt8]

  /// Nil if what follows the `!` is no literal.
  init?(_ path: [UInt8]) {
    let body = Array(path.dropFirst())
    if let first = body.first, "{[\"+-0123456789".utf8.contains(first) {
      let end = Scanner(body).squash(at: 0)
      text = Array(body[..<end])
      rest = Array(body[end...])
      return
    }
    let end = body.firstIndex { $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: ".") } ?? body.count
    text = Array(body[..<end])
    rest = Array(body[end...])
    let words = ["true", "false", "null", "nan", "inf"]
    guard words.contains(String(decoding: text, as: UTF8.self).lowercased()) else { return nil }
  }
}

/// The selectors of `[path, …]` or `{"name": path, …}`, taken off the start of a path.
struct Selectors {
  /// One path of a multipath with the name its result gets.
  struct Selector {
    var name: [UInt8]
    var path: [UInt8]

    /// The name as a JSON string: as given, else the path's last part, else `_`.
    var memberName: [UInt8] {
      if !name.isEmpty {
        return name[0] == UInt8(ascii: "\"") && isValidJSON(name) ? name : quoted(name)
      }
      let last = lastPart
      let isSimple = last.allSatisfy { $0 >= 0x20 && !"[]{}()#|!".utf8.contains($0) }
      return quoted(isSimple ? last : [UInt8(ascii: "_")])
    }

    private var lastPart: [UInt8] {
      for index in path.indices.reversed() where path[index] == UInt8(ascii: "|") || path[index] == UInt8(ascii: ".") {
        if index > 0, path[index - 1] == UInt8(ascii: "\\") { continue }
        return Array(path[(index + 1)...])
      }
      return path
    }
  }

  private(set) var list: [Selector] = []
  /// The path behind the closing bracket.
  private(set) var rest: [UInt8] = []

  /// Nil if the bracket never closes.
  init?(_ path: [UInt8]) {
    var depth = 1
    var start = 1
    var colon: Int?
    var isInModifier = false
    var index = 1
    func selector() -> Selector {
      guard let colon else { return Selector(name: [], path: Array(path[start..<index])) }
      return Selector(name: Array(path[start..<colon]), path: Array(path[(colon + 1)..<index]))
    }
    while index < path.count {
      switch path[index] {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "@"):
        if path[index - 1] == UInt8(ascii: ".") || path[index - 1] == UInt8(ascii: "|") { isInModifier = true }
      case UInt8(ascii: ":") where !isInModifier && colon == nil && depth == 1: colon = index
      case UInt8(ascii: ",") where depth == 1:
        list.append(selector())
        (colon, isInModifier, start) = (nil, false, index + 1)
      case UInt8(ascii: "\""): index = Scanner(path).string(from: index + 1).end - 1
      case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "}"):
        depth -= 1
        guard depth == 0 else { break }
        list.append(selector())
        rest = Array(path[(index + 1)...])
        return
      default: break
      }
      index += 1
    }
    return nil
  }
}
