// libyaml's events, put together to located JSON values.

internal import Basics
internal import CLibYAML

/// Reads documents from one place of a text to its end or to the first broken document.
final class StreamReader {
  private let text: SourceText
  private let start: Int
  private let firstLine: Int
  private let file: String?
  private let limits: YAML.Limits
  /// Where the broken document broke, as an offset into the whole text; nil if none did.
  private(set) var failureOffset: Int?

  private var anchors: [String: (value: JSON, nodes: Int)] = [:]
  private var openAnchors: Set<String> = []
  /// The nodes of the current document, those that aliases stand for included.
  private var nodes = 0
  private var warnings: [LocatedError] = []

  init(text: SourceText, from start: Int, file: String?, limits: YAML.Limits) {
    self.text = text
    self.start = start
    self.firstLine = text.line(of: start)
    self.file = file
    self.limits = limits
  }

  /// The documents, the last of them perhaps a broken one; those without any content are left out.
  func documents() -> [YAML.Document] {
    parse({ readDocuments(from: $0) }) { [.init(content: .failure($0), lines: 1..<2)] }
  }

  /// The first document, whatever it holds; null if there is none.
  func firstDocument() -> Result<JSON, LocatedError> {
    parse({ parser in
      var begin = firstLine
      do throws(LocatedError) {
        return .success(try document(from: parser, begin: &begin)?.value ?? .null)
      } catch {
        return .failure(error)
      }
    }) { .failure($0) }
  }

  private func parse<Value>(
    _ read: (UnsafeMutablePointer<yaml_parser_t>) -> Value, otherwise: (LocatedError) -> Value
  ) -> Value {
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    defer { parser.deallocate() }
    guard yaml_parser_initialize(parser) == 1 else {
      failureOffset = text.bytes.count
      return otherwise(LocatedError("libyaml could not be started", file: file))
    }
    defer { yaml_parser_delete(parser) }
    return text.bytes[start...].withUnsafeBufferPointer { input in
      yaml_parser_set_input_string(parser, input.baseAddress, input.count)
      yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
      return read(parser)
    }
  }

  private func readDocuments(from parser: UnsafeMutablePointer<yaml_parser_t>) -> [YAML.Document] {
    var documents: [YAML.Document] = []
    var begin = firstLine
    while true {
      anchors = [:]
      openAnchors = []
      nodes = 0
      warnings = []
      do throws(LocatedError) {
        guard let root = try document(from: parser, begin: &begin) else { return documents }
        // A document of comments only reads as null: there is nothing in it.
        guard !root.value.isNull else { continue }
        documents.append(.init(content: .success(root.value), lines: begin + 1..<root.endLine + 2, warnings: warnings))
      } catch {
        let line = Int(error.range?.start.line ?? 1)
        failureOffset = Int(error.range?.start.offset ?? 0)
        documents.append(
          .init(content: .failure(error), lines: min(begin + 1, line)..<line + 1, warnings: warnings))
        return documents
      }
    }
  }

  /// The next document's root and last line; nil at the stream's end.
  private func document(
    from parser: UnsafeMutablePointer<yaml_parser_t>, begin: inout Int
  ) throws(LocatedError) -> (value: JSON, endLine: Int)? {
    var root: JSON?
    while true {
      let event = try next(parser)
      switch event.kind {
      case .streamEnd: return nil
      case .documentStart: begin = Int(event.range.start.line) - 1
      case .documentEnd: return (root ?? .null, max(begin, Int(event.range.end.line) - 1))
      case .other: break
      default: root = try node(event, parser, depth: 0)
      }
    }
  }

  private func node(
    _ event: Event, _ parser: UnsafeMutablePointer<yaml_parser_t>, depth: Int
  ) throws(LocatedError) -> JSON {
    guard depth < limits.depth else {
      throw error("nested deeper than \(limits.depth) levels", event.range, hint: "flatten the document")
    }
    nodes += 1
    let nodesBefore = nodes
    if let anchor = event.anchor { openAnchors.insert(anchor) }
    let value: JSON
    switch event.kind {
    case .alias(let name): return try alias(name, event.range)
    case .scalar(let scalar):
      try checkEscapes(event)
      guard let content = scalar.resolved else {
        throw error("a value that does not fit its tag, or is no JSON value", event.range)
      }
      value = JSON(content, range: event.range)
    case .sequenceStart: value = try sequence(event, parser, depth: depth)
    case .mappingStart: value = try mapping(event, parser, depth: depth)
    default: throw error("a value is expected here", event.range)
    }
    if let anchor = event.anchor {
      openAnchors.remove(anchor)
      anchors[anchor] = (value, nodes - nodesBefore + 1)
    }
    return value
  }

  private func alias(_ name: String, _ range: SourceRange) throws(LocatedError) -> JSON {
    guard !openAnchors.contains(name) else {
      throw error("the anchor \(name) contains itself", range, hint: "write the value out")
    }
    guard let anchor = anchors[name] else {
      throw error("there is no anchor \(name) before this alias", range, hint: "define it with &\(name) further up")
    }
    nodes += anchor.nodes
    guard nodes <= limits.expandedNodes else {
      throw error("aliases multiply the document to more than \(limits.expandedNodes) values", range)
    }
    return anchor.value
  }

  private func sequence(
    _ start: Event, _ parser: UnsafeMutablePointer<yaml_parser_t>, depth: Int
  ) throws(LocatedError) -> JSON {
    var elements: [JSON] = []
    while true {
      let event = try next(parser)
      if event.kind == .sequenceEnd { return JSON(.array(elements), range: start.range.upTo(event.range)) }
      elements.append(try node(event, parser, depth: depth + 1))
    }
  }

  private func mapping(
    _ start: Event, _ parser: UnsafeMutablePointer<yaml_parser_t>, depth: Int
  ) throws(LocatedError) -> JSON {
    var builder = MappingBuilder()
    while true {
      let event = try next(parser)
      if event.kind == .mappingEnd { return JSON(.object(builder.members), range: start.range.upTo(event.range)) }
      let (key, isMerge) = try key(event)
      let value = try node(try next(parser), parser, depth: depth + 1)
      guard !isMerge else {
        guard builder.merge(value) else {
          throw error("only a map, or a list of maps, can be merged with <<", value.range ?? event.range)
        }
        continue
      }
      if let earlier = builder.set(.init(key: key, keyRange: event.range, value: value)) {
        let hint = earlier.map { "it stands already in line \($0.start.line); the last one counts" }
        warnings.append(LocatedError("duplicate key \"\(key)\"", file: file, range: event.range, hint: hint))
      }
    }
  }

  /// A key as text, as `sigs.k8s.io/yaml` makes it of numbers and booleans, and whether it is the merge key.
  private func key(_ event: Event) throws(LocatedError) -> (String, isMerge: Bool) {
    let keyJSON: JSON
    switch event.kind {
    case .scalar(let scalar):
      try checkEscapes(event)
      if scalar.isMergeKey { return ("<<", true) }
      guard let content = scalar.resolved else { throw error("a key that does not fit its tag", event.range) }
      keyJSON = JSON(content, range: event.range)
      if let anchor = event.anchor { anchors[anchor] = (keyJSON, 1) }
    case .alias(let name): keyJSON = try alias(name, event.range)
    default:
      guard isTemplateAction(at: Int(event.range.start.offset)) else {
        throw error("a key must be a string, not a map or list", event.range)
      }
      throw error(
        "an unquoted template action: YAML reads {{ … }} as nested maps", event.range,
        hint: "quote the whole value: \"{{ … }}\"")
    }
    switch keyJSON.value {
    case .string(let text): return (text, false)
    // Fractions are keys in single precision there.
    case .number(let text) where !text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }):
      return (Float(text).flatMap { Double("\($0)") }.map(GoNumber.general) ?? text, false)
    case .number(let text): return (text, false)
    case .bool(let bool): return (bool ? "true" : "false", false)
    default: throw error("a key must be a string, not \(keyJSON.kindName)", event.range)
    }
  }

  /// Refuses `\\/` in double quotes, which libyaml knows and Go's YAML doesn't.
  private func checkEscapes(_ event: Event) throws(LocatedError) {
    let (start, end) = (Int(event.range.start.offset), Int(event.range.end.offset))
    guard start < end, end <= text.bytes.count, text.bytes[start] == UInt8(ascii: "\"") else { return }
    var isEscaped = false
    for byte in text.bytes[start..<end] {
      if isEscaped, byte == UInt8(ascii: "/") { throw error("found unknown escape character", event.range) }
      isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
    }
  }

  /// Whether the text at or right before `offset` is `{{`.
  private func isTemplateAction(at offset: Int) -> Bool {
    [offset - 1, offset].contains { index in
      index >= 0 && text.bytes[min(index, text.bytes.count)...].starts(with: "{{".utf8)
    }
  }

  private func next(_ parser: UnsafeMutablePointer<yaml_parser_t>) throws(LocatedError) -> Event {
    var raw = yaml_event_t()
    guard yaml_parser_parse(parser, &raw) == 1 else { throw syntaxError(parser.pointee) }
    defer { yaml_event_delete(&raw) }
    return Event(raw) { mark in self.mark(mark) }
  }

  private func mark(_ mark: yaml_mark_t) -> SourceMark {
    text.mark(line: Int(mark.line) + firstLine, column: Int(mark.column))
  }

  private func syntaxError(_ parser: yaml_parser_t) -> LocatedError {
    let problem = parser.problem.map { String(cString: $0) } ?? "the text is not YAML"
    guard parser.error != YAML_READER_ERROR else {
      let mark = text.mark(offset: start + Int(clamping: parser.problem_offset))
      return error("\(problem) (the text is not UTF-8)", SourceRange(start: mark, end: mark))
    }
    let mark = mark(parser.problem_mark)
    let range = SourceRange(start: mark, end: mark)
    if parser.error == YAML_MEMORY_ERROR { return error("out of memory", range) }
    if problem.contains("cannot start any token"), text.bytes.dropFirst(Int(mark.offset)).first == 0x09 {
      return error("a tab can't indent in YAML", range, hint: "indent with spaces")
    }
    let context = parser.context.map { " " + String(cString: $0) } ?? ""
    return error(problem + context, range, hint: templateHint(line: Int(mark.line) - 1))
  }

  /// A word on unquoted template actions if the line has one.
  private func templateHint(line: Int) -> String? {
    let bytes = text.line(line)
    guard let brace = bytes.indices.dropLast().first(where: { bytes[$0...].starts(with: "{{".utf8) }) else {
      return nil
    }
    let before = bytes[..<brace].last { $0 != 0x20 }
    return before == UInt8(ascii: ":") || before == UInt8(ascii: "-") ? "quote the whole value: \"{{ … }}\"" : nil
  }

  private func error(_ message: String, _ range: SourceRange, hint: String? = nil) -> LocatedError {
    LocatedError(message, file: file, range: range, hint: hint)
  }
}

extension SourceRange {
  /// From here to the end of `last`.
  func upTo(_ last: SourceRange) -> SourceRange { SourceRange(start: start, end: last.end) }
}
