// How the lines of a file lie below each other, told by indentation: it works for files that are no YAML yet.

/// The nesting of a text's lines, worked out in one pass.
struct SourceOutline: Sendable {
  /// What is known of a line.
  private struct Line: Sendable {
    /// The nearest line above that is indented less; -1 for none in its document.
    var parent: Int32 = -1
    /// The nearest line above that isn't blank; -1 for none in its document.
    var previous: Int32 = -1
    /// The place of its document in `kinds`.
    var document: Int32 = 0
    var isFlow = false
    var hasKey = false
  }

  private var lines: [Line] = []
  /// Each document's kind, if a line of its own says it.
  private var kinds: [String?] = [nil]

  init(_ text: SourceText) {
    lines.reserveCapacity(text.lineStarts.count)
    // The lines that the next may lie below, from the outermost, with their indentation.
    var ancestors: [(line: Int32, indentation: Int)] = []
    for index in text.lineStarts.indices {
      if text.isSeparator(index) {
        kinds.append(nil)
        ancestors = []
      }
      let content = text.line(index)
      let last = kinds.count - 1
      if kinds[last] == nil { kinds[last] = Self.kind(content) }
      var line = Line(document: Int32(last))
      (line.isFlow, line.hasKey) = Self.signs(content)
      line.previous = ancestors.last?.line ?? -1
      let indentation = content.prefix { $0 == 0x20 || $0 == UInt8(ascii: "-") }.count
      if indentation < content.count {
        while let above = ancestors.last, above.indentation >= indentation { ancestors.removeLast() }
        line.parent = ancestors.last?.line ?? -1
        ancestors.append((Int32(index), indentation))
      }
      lines.append(line)
    }
  }

  /// The kind of the document a line is in, if a line of its own says it.
  func kind(ofLine index: Int) -> String? { kinds[Int(lines[index].document)] }

  /// Whether a line is written in flow style (`{a: b}`); a template's action (`{{ … }}`) is not.
  func isFlow(_ index: Int) -> Bool { lines[index].isFlow }

  /// A line and those it lies below, innermost first.
  ///
  /// One without a key goes on with the text of the line above it.
  func path(toLine index: Int) -> [Int] {
    var path = [index]
    var next = lines[index].hasKey ? lines[index].parent : lines[index].previous
    while next >= 0 {
      path.append(Int(next))
      next = lines[Int(next)].parent
    }
    return path
  }

  private static func kind(_ line: ArraySlice<UInt8>) -> String? {
    guard line.starts(with: "kind:".utf8) else { return nil }
    return String(decoding: line.dropFirst(5).filter { UInt8(ascii: "A")...UInt8(ascii: "z") ~= $0 }, as: UTF8.self)
  }

  private static func signs(_ line: ArraySlice<UInt8>) -> (isFlow: Bool, hasKey: Bool) {
    var (hasBrace, hasAction, hasKey) = (false, false, false)
    var before: UInt8 = 0
    for byte in line {
      if byte == UInt8(ascii: "{") {
        hasAction = hasAction || before == byte
        hasBrace = true
      }
      hasKey = hasKey || byte == UInt8(ascii: ":")
      before = byte
    }
    return (hasBrace && hasKey && !hasAction, hasKey)
  }
}
