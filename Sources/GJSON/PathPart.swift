// The next part of a path, as it reads inside an object and inside an array.

/// The part of a path that picks a member of an object.
struct ObjectPart {
  /// The name, escapes taken out.
  private(set) var name: [UInt8] = []
  /// Whether the name is a pattern with `*` or `?`.
  private(set) var isPattern = false
  /// The rest of the path behind a dot.
  private(set) var rest: [UInt8]?
  /// The rest of the path behind a pipe.
  private(set) var pipe: [UInt8]?

  init(_ path: [UInt8]) {
    var index = 0
    while index < path.count {
      let byte = path[index]
      switch byte {
      case UInt8(ascii: "\\"):
        index += 1
        if index < path.count { name.append(path[index]) }
      case UInt8(ascii: "|"):
        pipe = Array(path[(index + 1)...])
        return
      case UInt8(ascii: "."):
        let next = Array(path[(index + 1)...])
        if beginsPipe(next) { pipe = next } else { rest = next }
        return
      default:
        if byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") { isPattern = true }
        name.append(byte)
      }
      index += 1
    }
  }

  /// Whether a member's name, as it stands in the text, is the one this part picks.
  func matches(_ text: ArraySlice<UInt8>, hasEscape: Bool) -> Bool {
    if !isPattern, !hasEscape { return text.elementsEqual(name) }
    let member = hasEscape ? unescape(text) : Array(text)
    return isPattern ? wildcardMatches(member, pattern: name) : member == name
  }
}

/// The part of a path that picks elements of an array.
struct ArrayPart {
  /// The index, if the part is one.
  private(set) var index: Int?
  /// Whether a `#` stands in it.
  private(set) var isHash = false
  /// `#` alone: the number of elements.
  private(set) var isCount = false
  /// `#.path`: a member of each element.
  private(set) var collectsMembers = false
  /// `#(…)` or `#(…)#`.
  private(set) var query: Query?
  /// The rest of the path behind a dot.
  private(set) var rest: [UInt8]?
  /// The rest of the path behind a pipe.
  private(set) var pipe: [UInt8]?

  init(_ path: [UInt8]) {
    var name = path[...]
    var position = 0
    scan: while position < path.count {
      switch path[position] {
      case UInt8(ascii: "|"):
        name = path[..<position]
        pipe = Array(path[(position + 1)...])
        break scan
      case UInt8(ascii: "."):
        name = path[..<position]
        let next = Array(path[(position + 1)...])
        if !isHash, beginsPipe(next) { pipe = next } else { rest = next }
        break scan
      case UInt8(ascii: "#"):
        isHash = true
        if position == 0, path.count > 1, path[1] == UInt8(ascii: "[") || path[1] == UInt8(ascii: "(") {
          // A query without end asks for nothing in particular.
          query = Query()
          guard let (found, end) = Query.parse(path) else { break scan }
          query = found
          position = end
          if position < path.count, path[position] == UInt8(ascii: "#") { query?.findsAll = true }
          continue
        }
      default: break
      }
      position += 1
    }
    let isBareHash = name.elementsEqual([UInt8(ascii: "#")])
    collectsMembers = isBareHash && rest != nil
    isCount = isBareHash && rest == nil
    if !isHash { index = ArrayPart.number(name) }
  }

  /// Decimal digits as an index; nil for anything else.
  ///
  /// Too large a number wraps around, as in Go.
  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty else { return nil }
    var number: UInt64 = 0
    for digit in digits {
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
      number = number &* 10 &+ UInt64(digit - UInt8(ascii: "0"))
    }
    return Int(truncatingIfNeeded: number)
  }
}

/// Whether what follows a dot makes the dot a pipe: a known modifier or a multipath.
private func beginsPipe(_ path: [UInt8]) -> Bool {
  switch path.first {
  case UInt8(ascii: "["), UInt8(ascii: "{"): return true
  case UInt8(ascii: "@"):
    let name = path.dropFirst().prefix {
      $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "|") && $0 != UInt8(ascii: ":")
    }
    return modifiers[String(decoding: name, as: UTF8.self)] != nil
  default: return false
  }
}

/// The two sides of the first pipe that is not inside a query or a multipath; nil if there is none.
func splitPipe(_ path: [UInt8]) -> (left: [UInt8], right: [UInt8])? {
  guard path.contains(UInt8(ascii: "|")) else { return nil }
  if path.first == UInt8(ascii: "{") {
    let end = Scanner(path).bracketed(at: 1)
    guard end < path.count, path[end] == UInt8(ascii: "|") else { return nil }
    return (Array(path[..<end]), Array(path[(end + 1)...]))
  }
  var index = 0
  while index < path.count {
    switch path[index] {
    case UInt8(ascii: "\\"): index += 1
    case UInt8(ascii: "|"): return (Array(path[..<index]), Array(path[(index + 1)...]))
    case UInt8(ascii: "."):
      guard index + 1 < path.count else { return nil }
      guard path[index + 1] == UInt8(ascii: "#") else { break }
      index += 2
      guard index < path.count else { return nil }
      if path[index] == UInt8(ascii: "[") || path[index] == UInt8(ascii: "(") { index = queryEnd(path, from: index) }
    default: break
    }
    index += 1
  }
  return nil
}

/// The place of the bracket that closes the one at `open`, or the path's end; only brackets of its own kind count.
private func queryEnd(_ path: [UInt8], from open: Int) -> Int {
  let close = path[open] == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: ")")
  var depth = 1
  var index = open + 1
  while index < path.count {
    switch path[index] {
    case UInt8(ascii: "\\"): index += 1
    case path[open]: depth += 1
    case close:
      depth -= 1
      if depth == 0 { return index }
    case UInt8(ascii: "\""): index = Scanner(path).string(from: index + 1).end - 1
    default: break
    }
    index += 1
  }
  return index
}
