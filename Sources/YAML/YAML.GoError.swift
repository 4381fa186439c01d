// Syntax errors in the words of go-yaml, which template functions hand on as values.

internal import CLibYAML

extension YAML {
  /// What go-yaml says of the first document of a stream, such as `yaml: line 1: did not find expected node content`.
  ///
  /// - Parameter bytes: The stream.
  /// - Returns: The text, which quotes nothing of the stream; nil if the first document's syntax is right.
  public static func goSyntaxError(_ bytes: [UInt8]) -> String? {
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    defer { parser.deallocate() }
    guard yaml_parser_initialize(parser) == 1 else { return nil }
    defer { yaml_parser_delete(parser) }
    return bytes.withUnsafeBufferPointer { input in
      yaml_parser_set_input_string(parser, input.baseAddress, input.count)
      yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
      var depth = 0
      while true {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { return message(of: parser.pointee) }
        defer { yaml_event_delete(&event) }
        switch event.type {
        case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT: depth += 1
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: depth -= 1
        case YAML_DOCUMENT_END_EVENT, YAML_STREAM_END_EVENT: return nil
        default: break
        }
        // Deeper nesting takes libyaml quadratic time.
        guard depth <= Limits.standard.depth else { return "yaml: exceeded max depth of 10000" }
      }
    }
  }

  /// go-yaml names the line of the problem, else of its context, counted from 0 but for the scanner's problems.
  private static func message(of parser: yaml_parser_t) -> String {
    var line = parser.problem_mark.line
    if line != 0, parser.error == YAML_SCANNER_ERROR { line += 1 }
    if line == 0 { line = parser.context_mark.line }
    let problem = parser.problem.map { String(cString: $0) } ?? "unknown problem parsing YAML content"
    return "yaml: " + (line == 0 ? "" : "line \(line): ") + problem
  }
}
