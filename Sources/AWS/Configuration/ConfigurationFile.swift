// The format of ~/.aws/config and ~/.aws/credentials: INI with quirks of AWS' own.

public import Basics

/// A file of settings, in sections.
public struct ConfigurationFile: Sendable, Hashable {
  /// A setting.
  public struct Setting: Sendable, Hashable {
    /// The text behind the equals sign; empty where indented settings follow.
    public var value: String
    /// Settings indented below it, such as those of a service.
    public var nested: [String: String]
    /// The line it stands in, from 1.
    public var line: Int
  }

  /// A section.
  public struct Section: Sendable, Hashable {
    /// Its settings, by name in small letters.
    public var settings: [String: Setting] = [:]
  }

  /// The path of the file, as messages name it.
  public let path: String
  /// The sections by the words of their header: `["profile", "dev"]`, `["default"]`.
  public private(set) var sections: [[String]: Section] = [:]

  /// A file that isn't there.
  public init(missing path: String) {
    self.path = path
  }

  /// Reads a file.
  ///
  /// As in the SDKs the last of several equal names counts, sections of the same name are one, and comments begin with
  /// `#` or `;` at the beginning of a line or after white space in a value.
  ///
  /// - Parameters:
  ///   - bytes: The content.
  ///   - path: The file's name for messages.
  /// - Throws: ``LocatedError`` with the line that makes no sense; it shows nothing of the line.
  public init(_ bytes: [UInt8], path: String) throws(LocatedError) {
    self.path = path
    var header: [String]?
    /// The setting that indented lines continue.
    var last: String?
    let text = String(
      decoding: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, line) in lines.enumerated() {
      let content = line.trimmed
      guard let first = content.first, first != "#", first != ";" else { continue }
      let isIndented = line.first != first
      if isIndented, let header, let last {
        try `continue`(last, in: header, with: content, line: index + 1)
      } else if first == "[" {
        header = try self.header(content, line: index + 1)
        last = nil
        if let header { sections[header, default: Section()].settings.merge([:]) { $1 } }
      } else {
        let (name, value) = try split(content, line: index + 1)
        guard let header else { throw located("a setting stands before the first [section]", line: index + 1) }
        sections[header]?.settings[name] = Setting(value: value, nested: [:], line: index + 1)
        last = name
      }
    }
  }

  private mutating func `continue`(
    _ name: String, in header: [String], with content: Substring, line: Int
  ) throws(LocatedError) {
    guard var setting = sections[header]?.settings[name] else { return }
    if setting.value.isEmpty {
      let (inner, value) = try split(content, line: line)
      setting.nested[inner] = value
    } else {
      setting.value += "\n" + content
    }
    sections[header]?.settings[name] = setting
  }

  /// The words between the brackets of a section's header; a name in quotes is one word.
  private func header(_ content: Substring, line: Int) throws(LocatedError) -> [String] {
    guard let close = content.firstIndex(of: "]") else {
      throw located("the section's [ has no ]", line: line)
    }
    let inside = content[content.index(after: content.startIndex)..<close]
    guard let words = ShellWords.split(String(inside)), !words.isEmpty else {
      throw located("the section's name is not one", line: line)
    }
    // `[profile a b]` without quotes is the profile `a b` for no tool, but it is no mistake of form either.
    return words
  }

  private func split(_ content: Substring, line: Int) throws(LocatedError) -> (name: String, value: String) {
    // The AWS CLI reads `name: value` as well.
    guard let equals = content.firstIndex(where: { $0 == "=" || $0 == ":" }), equals != content.startIndex else {
      throw located("neither a [section] nor a setting (name = value)", line: line)
    }
    let name = content[..<equals].trimmed.lowercased()
    var value = content[content.index(after: equals)...].trimmed
    // A comment needs white space before it: `#` may be part of a key or password.
    if let comment = value.indices.first(where: { value[$0...].isComment(after: value[..<$0]) }) {
      value = value[..<comment].trimmed
    }
    return (name, String(value))
  }

  private func located(_ message: String, line: Int) -> LocatedError {
    let mark = SourceMark(line: line, column: 1, offset: 0)
    return LocatedError(message, file: path, range: SourceRange(start: mark, end: mark))
  }
}

extension Substring {
  /// The text without the white space around it.
  fileprivate var trimmed: Substring {
    var text = self.drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  fileprivate func isComment(after before: Substring) -> Bool {
    (first == "#" || first == ";") && before.last?.isWhitespace == true
  }
}
