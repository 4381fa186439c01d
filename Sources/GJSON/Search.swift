// Walking through the text along a path: the one part of a look-up that touches every byte.

/// A walk through one document, and what it has found so far.
struct Search {
  private let scanner: Scanner
  private let lookup: Lookup
  /// What was found.
  private(set) var value = GJSON.Value.missing
  /// The rest of the path, behind a pipe, that goes on with what was found.
  private(set) var pipe: [UInt8]?

  init(document: [UInt8], lookup: Lookup) {
    self.scanner = Scanner(document)
    self.lookup = lookup
  }

  private var bytes: [UInt8] { scanner.bytes }

  /// Where a value ended, and whether it was the one looked for.
  typealias Step = (end: Int, found: Bool)

  /// Looks along `path` in the object whose first byte after the brace stands at `start`.
  mutating func object(from start: Int, path: [UInt8]) -> Step {
    guard let step = deeper({ search in search.members(from: start, part: ObjectPart(path)) }) else {
      return (start, true)
    }
    return step
  }

  /// Looks along `path` in the array whose first byte after the bracket stands at `start`.
  mutating func array(from start: Int, path: [UInt8]) -> Step {
    guard let step = deeper({ search in search.elements(from: start, part: ArrayPart(path)) }) else {
      return (start, true)
    }
    return step
  }

  private mutating func deeper(_ body: (inout Search) -> Step) -> Step? {
    var copy = self
    let step: Step? = lookup.deeper(or: nil) { body(&copy) }
    self = copy
    return step
  }

  private mutating func members(from start: Int, part: ObjectPart) -> Step {
    if part.rest == nil, let next = part.pipe { pipe = next }
    var index = start
    while index < bytes.count {
      while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
        if bytes[index] == UInt8(ascii: "}") { return (index + 1, false) }
        index += 1
      }
      guard index < bytes.count else { return (index, false) }
      let span = scanner.string(from: index + 1)
      guard span.isTerminated else { return (span.end, false) }
      let matches = part.matches(bytes[(index + 1)..<(span.end - 1)], hasEscape: span.hasEscape)
      index = span.end
      while index < bytes.count, scanner.token(at: index) == .none { index += 1 }
      guard index < bytes.count else { return (index, false) }
      let step = enter(at: index, matches: matches, rest: part.rest)
      guard let step, !step.found else { return step ?? (bytes.count, false) }
      index = step.end
    }
    return (index, false)
  }

  /// Takes the value at `index` if it is the one looked for, walks into it if the path goes on, else steps over it.
  ///
  /// Nil if it is a string that never ends.
  private mutating func enter(at index: Int, matches: Bool, rest: [UInt8]?) -> Step? {
    switch scanner.token(at: index) {
    case .object where matches && rest != nil: return object(from: index + 1, path: rest ?? [])
    case .array where matches && rest != nil: return array(from: index + 1, path: rest ?? [])
    default: break
    }
    if matches, rest == nil {
      guard let (found, end) = scanner.anyValue(from: index) else { return nil }
      value = found
      return (end, true)
    }
    switch scanner.token(at: index) {
    case .string:
      let span = scanner.string(from: index + 1)
      return span.isTerminated ? (span.end, false) : nil
    case .object, .array: return (scanner.squash(at: index), false)
    case .literal: return (scanner.literal(at: index), false)
    case .number: return (scanner.number(at: index), false)
    case .none: return (index + 1, false)
    }
  }

  private mutating func elements(from start: Int, part: ArrayPart) -> Step {
    if part.rest == nil, let next = part.pipe { pipe = next }
    var query = part.query.map { QueryRun($0, rest: part.rest) }
    var elementStarts: [Int] = []
    var count = 0
    var index = start
    while true {
      if part.collectsMembers { elementStarts.append(index) }
      let matches = part.index == count && !part.isHash
      count += 1
      // A text that ends inside the array ends it.
      while index < bytes.count, bytes[index] != UInt8(ascii: "]"), scanner.token(at: index) == .none { index += 1 }
      guard index < bytes.count, bytes[index] != UInt8(ascii: "]") else {
        return close(at: index, part: part, count: count - 1, elementStarts: elementStarts, query: query)
      }
      guard query != nil else {
        guard let step = enter(at: index, matches: matches, rest: part.rest) else { return (bytes.count, false) }
        if step.found { return step }
        index = step.end
        continue
      }
      guard let (element, end) = scanner.anyValue(from: index) else { return (bytes.count, false) }
      index = end
      if let found = query?.examine(element, lookup: lookup) {
        if let next = query?.pipe { pipe = next }
        value = found
        return (index, true)
      }
      if let next = query?.pipe { pipe = next }
    }
  }

  /// What an array gives at its end: its count, a member of each element, or what a query for all collected.
  private mutating func close(
    at index: Int, part: ArrayPart, count: Int, elementStarts: [Int], query: QueryRun?
  ) -> Step {
    if part.isCount {
      value = GJSON.Value(kind: .number, raw: Array(String(count).utf8))
      return (index + 1, true)
    }
    if part.collectsMembers {
      value = membersOfElements(at: elementStarts, path: part.rest ?? [])
      return (index + 1, true)
    }
    if !value.exists, let query, query.query.findsAll {
      value = GJSON.Value(kind: .json, raw: query.collected + [UInt8(ascii: "]")])
    }
    return (index + 1, false)
  }

  /// `#.path`: an array of what `path` finds in each element that has it.
  private mutating func membersOfElements(at starts: [Int], path: [UInt8]) -> GJSON.Value {
    var memberPath = path
    if let (left, right) = splitPipe(path) {
      memberPath = left
      pipe = right
    }
    var text: [UInt8] = [UInt8(ascii: "[")]
    for start in starts {
      var index = start
      while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
      guard index < bytes.count, bytes[index] != UInt8(ascii: "]"),
        let (element, _) = scanner.anyValue(from: index)
      else { continue }
      let found = lookup.value(at: memberPath, in: element.raw)
      guard found.exists else { continue }
      if text.count > 1 { text.append(UInt8(ascii: ",")) }
      text += found.raw.isEmpty ? found.text : found.raw
    }
    text.append(UInt8(ascii: "]"))
    return GJSON.Value(kind: .json, raw: text)
  }
}
