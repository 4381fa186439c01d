// `_.template` of lodash 4 with the settings of kubernetes-external-secrets: text, `<%= %>`, `<%- %>`, `<% %>` and `${ }`.

public import Basics

/// A template of lodash, taken apart.
public struct LodashTemplate: Sendable {
  /// A part of a template.
  public enum Part: Sendable {
    /// Text that stays.
    case text(String)
    /// `<%= expression %>` or `${expression}`.
    case interpolation(ScriptExpression, at: Int)
    /// `<%- expression %>`: with HTML's special characters escaped.
    case escaped(ScriptExpression, at: Int)
  }

  /// The template's text.
  public let text: String
  /// Its parts in order, those with a problem left out.
  public let parts: [Part]
  /// Why it can't be rendered, in the order of the text.
  public let problems: [ScriptError]
  /// Whether there is code between `<%` and `%>`, which may define names.
  public let hasCode: Bool

  /// The longest template that is looked at, in bytes.
  private static let sizeLimit = 1 << 20

  /// Whether a text is more than text to lodash.
  public static func isTemplate(_ text: String) -> Bool {
    text.contains("<%") || text.contains("${")
  }

  /// Takes a template apart; what is wrong with it is among its problems.
  public init(_ text: String) {
    self.text = text
    var scanner = PartScanner(text)
    guard text.utf8.count <= Self.sizeLimit else {
      parts = []
      hasCode = false
      problems = [ScriptError(.notPreviewable, "a template of more than \(Self.sizeLimit >> 20) MiB", at: 0)]
      return
    }
    scanner.scan()
    parts = scanner.parts
    problems = scanner.problems
    hasCode = scanner.hasCode
  }

  /// The problem that decides: one that the controller has as well, else the first.
  public var decisiveProblem: ScriptError? { problems.first { $0.reason == .syntax } ?? problems.first }

  /// The line and column of an offset, counted from 1, the column in code points.
  public func place(of offset: Int) -> (line: Int, column: Int) {
    let before = Array(text.utf8.prefix(offset))
    let line = 1 + before.count { $0 == 0x0A }
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return (line, 1 + String(decoding: before[start...], as: UTF8.self).unicodeScalars.count)
  }
}

extension LodashTemplate {
  /// The place of an offset of the template in the file it stands in.
  ///
  /// It is exact where the template is one line of the file, or a literal block scalar, which begins on the next line;
  /// in other scalars of several lines the line is.
  ///
  /// - Parameters:
  ///   - offset: The offset in the template, in bytes.
  ///   - range: Where the template stands.
  /// - Returns: The place; the whole template's where it can't be told.
  public func range(of offset: Int, in range: SourceRange?) -> SourceRange? {
    guard let range else { return nil }
    let (line, column) = place(of: offset)
    guard range.end.line == range.start.line else {
      let mark = SourceMark(
        line: min(Int(range.start.line) + line, Int(range.end.line)),
        column: blockIndentation(in: range).map { $0 + column } ?? 1, offset: Int(range.start.offset))
      return SourceRange(start: mark, end: mark)
    }
    // With quotes around it, and nothing escaped in it, the text is two characters shorter than its place.
    let quotes = Int(range.end.offset) - Int(range.start.offset) - text.utf8.count
    guard line == 1, quotes == 0 || quotes == 2 else { return range }
    let start = range.start
    let mark = SourceMark(
      line: Int(start.line), column: Int(start.column) + quotes / 2 + column - 1,
      offset: Int(start.offset) + quotes / 2 + offset)
    return SourceRange(start: mark, end: range.end)
  }
}

extension LodashTemplate {
  /// How far the lines of a literal block scalar are indented; nil for other scalars.
  ///
  /// Its stretch of the file is the template's text, a header (`|` or `|-`), and this before each line with text.
  private func blockIndentation(in range: SourceRange) -> Int? {
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    let isClipped = text.utf8.last == 0x0A
    let written = lines.count { !$0.isEmpty }
    let header = isClipped ? 2 : 3
    let rest = Int(range.end.offset) - Int(range.start.offset) - header - text.utf8.count
    let count = lines.count - (isClipped ? 1 : 0)
    guard range.end.column == 1, written > 0, Int(range.end.line) - Int(range.start.line) == count + 1 else {
      return nil
    }
    let spaces = rest - (isClipped ? 0 : 1)
    return spaces > 0 && spaces % written == 0 ? spaces / written : nil
  }
}

/// Finds the parts of a template, as lodash's expression of delimiters does.
private struct PartScanner {
  private(set) var parts: [LodashTemplate.Part] = []
  private(set) var problems: [ScriptError] = []
  private(set) var hasCode = false
  private let bytes: [UInt8]

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  mutating func scan() {
    var start = 0
    var index = 0
    while index + 1 < bytes.count {
      guard let found = delimiter(at: index) else {
        index += 1
        continue
      }
      addText(start..<index)
      add(found)
      start = found.end
      index = start
    }
    addText(start..<bytes.count)
  }

  private struct Delimited {
    enum Kind { case escape, interpolate, evaluate }
    let kind: Kind
    let content: Range<Int>
    let end: Int
  }

  /// What begins at a place: `<%-`, `<%=`, `${` and `<%` are tried in this order.
  private func delimiter(at index: Int) -> Delimited? {
    if bytes[index] == UInt8(ascii: "$") { return literalDelimiter(at: index) }
    guard bytes[index] == UInt8(ascii: "<"), bytes[index + 1] == UInt8(ascii: "%") else { return nil }
    let third = index + 2 < bytes.count ? bytes[index + 2] : 0
    let kinds: [(UInt8, Delimited.Kind)] = [(UInt8(ascii: "-"), .escape), (UInt8(ascii: "="), .interpolate)]
    if let (_, kind) = kinds.first(where: { $0.0 == third }), let close = close(from: index + 3) {
      return Delimited(kind: kind, content: (index + 3)..<close, end: close + 2)
    }
    return close(from: index + 2).map { Delimited(kind: .evaluate, content: (index + 2)..<$0, end: $0 + 2) }
  }

  /// The next `%>` that leaves at least one character before it.
  private func close(from start: Int) -> Int? {
    guard start + 1 < bytes.count else { return nil }
    return ((start + 1)..<bytes.count).first {
      bytes[$0] == UInt8(ascii: "%") && $0 + 1 < bytes.count && bytes[$0 + 1] == UInt8(ascii: ">")
    }
  }

  /// `${…}` up to the first brace that no backslash stands before.
  private func literalDelimiter(at index: Int) -> Delimited? {
    guard bytes[index + 1] == UInt8(ascii: "{") else { return nil }
    var end = index + 2
    while end < bytes.count, bytes[end] != UInt8(ascii: "}") {
      if bytes[end] == UInt8(ascii: "\\") {
        guard end + 1 < bytes.count, bytes[end + 1] != 0x0A, bytes[end + 1] != 0x0D else { return nil }
        end += 1
      }
      end += 1
    }
    return end < bytes.count ? Delimited(kind: .interpolate, content: (index + 2)..<end, end: end + 1) : nil
  }

  private mutating func addText(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    parts.append(.text(String(decoding: bytes[range], as: UTF8.self)))
  }

  private mutating func add(_ found: Delimited) {
    let offset = found.content.lowerBound
    guard found.kind != .evaluate else {
      hasCode = true
      problems.append(ScriptError(.notPreviewable, "code between <% and %>", at: offset))
      return
    }
    // An empty ${} makes nothing at all.
    guard !found.content.isEmpty else { return }
    do throws(ScriptError) {
      let expression = try ScriptParser.parse(bytes, found.content)
      parts.append(found.kind == .escape ? .escaped(expression, at: offset) : .interpolation(expression, at: offset))
    } catch {
      problems.append(error)
    }
  }
}
