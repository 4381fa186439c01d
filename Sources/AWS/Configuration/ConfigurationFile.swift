// The format of ~/.aws/config and ~/.aws/credentials: INI as Python's RawConfigParser reads it for the AWS CLI.

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
    /// The text between the brackets.
    public let header: String
    /// Its settings, by name in small letters.
    public fileprivate(set) var settings: [String: Setting] = [:]
    /// The line of its header, from 1.
    fileprivate let line: Int

    fileprivate init(header: String, line: Int) { (self.header, self.line) = (header, line) }
  }

  /// The path of the file, as messages name it.
  public let path: String
  /// The sections, in the order of the file.
  public private(set) var sections: [Section] = []

  /// The section whose settings all others of its file have as well.
  private static let common = "DEFAULT"

  /// A file that isn't there.
  public init(missing path: String) {
    self.path = path
  }

  /// Reads a file.
  ///
  /// Names of settings are compared in small letters; a line that is indented deeper than the setting above it continues
  /// that; comments have lines of their own, which begin with `#` or `;`.
  ///
  /// - Parameters:
  ///   - bytes: The content.
  ///   - path: The file's name for messages.
  /// - Throws: ``LocatedError`` with the line that makes no sense; it shows nothing of the line.
  public init(_ bytes: [UInt8], path: String) throws(LocatedError) {
    self.path = path
    let text = String(
      decoding: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
    // Not `isNewline`: other separators are part of a value, as in Python.
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    var indexes: [String: Int] = [:]
    var current: Int?
    /// The setting that indented lines continue, and how deep its own line is indented.
    var last: (name: String, depth: Int)?
    for (number, line) in zip(1..., lines) {
      let content = line.trimmed
      guard let first = content.first else {
        if let current, let last { sections[current].settings[last.name]?.value += "\n" }
        continue
      }
      guard first != "#", first != ";" else { continue }
      let depth = line.prefix { $0.isWhitespace }.count
      if let current, let last, depth > last.depth {
        sections[current].settings[last.name]?.value += "\n" + content
      } else if let header = Self.header(content) {
        current = try open(header, line: number, &indexes)
        last = nil
      } else {
        guard let current else { throw located("a setting stands before the first [section]", line: number) }
        let (name, value) = try split(content, line: number)
        if let other = sections[current].settings[name] {
          throw located("this setting stands in line \(other.line) as well, in the same section", line: number)
        }
        sections[current].settings[name] = Setting(value: value, nested: [:], line: number)
        last = (name, depth)
      }
    }
    try finish()
  }

  /// What stands between the brackets, if the line is a section's header.
  private static func header(_ content: Substring) -> String? {
    guard content.first == "[", let close = content.lastIndex(of: "]") else { return nil }
    let inside = content[..<close].dropFirst()
    return inside.isEmpty ? nil : String(inside)
  }

  /// Begins a section.
  ///
  /// - Returns: Its index.
  private mutating func open(
    _ header: String, line: Int, _ indexes: inout [String: Int]
  ) throws(LocatedError) -> Int {
    if let index = indexes[header] {
      guard header != Self.common else { return index }
      throw located("a section of this name begins in line \(sections[index].line) as well", line: line)
    }
    indexes[header] = sections.count
    sections.append(Section(header: header, line: line))
    return sections.count - 1
  }

  private func split(_ content: Substring, line: Int) throws(LocatedError) -> (name: String, value: String) {
    // The AWS CLI reads `name: value` as well.
    guard let equals = content.firstIndex(where: { $0 == "=" || $0 == ":" }), equals != content.startIndex else {
      let isOpen = content.first == "[" && !content.contains("]")
      throw located(
        isOpen ? "the section's [ has no ]" : "neither a [section] nor a setting (name = value)", line: line)
    }
    let value = content[content.index(after: equals)...].trimmed
    return (content[..<equals].trimmed.lowercased(), String(value))
  }

  /// Reads what is known only when all lines are: the settings of ``common``, and values of several lines.
  private mutating func finish() throws(LocatedError) {
    if let index = sections.firstIndex(where: { $0.header == Self.common }) {
      let common = sections.remove(at: index).settings
      for index in sections.indices { sections[index].settings.merge(common) { own, _ in own } }
    }
    for index in sections.indices {
      for (name, setting) in sections[index].settings where setting.value.contains("\n") {
        sections[index].settings[name] = try finished(setting)
      }
    }
  }

  private func finished(_ setting: Setting) throws(LocatedError) -> Setting {
    var setting = setting
    setting.value = String(setting.value.withoutTrailingSpace)
    guard setting.value.hasPrefix("\n") else { return setting }
    for line in setting.value.split(whereSeparator: { $0.isNewline }) {
      let content = line.trimmed
      guard !content.isEmpty else { continue }
      guard let equals = content.firstIndex(of: "=") else {
        throw located("what is indented below this line must be settings (name = value)", line: setting.line)
      }
      setting.nested[String(content[..<equals].trimmed)] = String(content[equals...].dropFirst().trimmed)
    }
    setting.value = ""
    return setting
  }

  private func located(_ message: String, line: Int) -> LocatedError {
    let mark = SourceMark(line: line, column: 1, offset: 0)
    return LocatedError(message, file: path, range: SourceRange(start: mark, end: mark))
  }
}

extension ConfigurationFile {
  /// The profiles of a configuration file by name, from `[default]` and `[profile name]`; the last of a name counts.
  var profiles: [String: Section] {
    var profiles: [String: Section] = [:]
    for section in sections {
      if let name = section.header == "default" ? "default" : section.name(ofKind: "profile") {
        profiles[name] = section
      }
    }
    return profiles
  }

  /// The sections of another kind by name: `[sso-session name]`, `[services name]`.
  func sections(ofKind kind: String) -> [String: Section] {
    var named: [String: Section] = [:]
    for section in sections {
      if let name = section.name(ofKind: kind) { named[name] = section }
    }
    return named
  }
}

extension ConfigurationFile.Section {
  /// The second word of a header whose first begins with the kind; nil for any other, which is no mistake.
  ///
  /// An apostrophe in it opens a quotation: `[profile o'neil]` is no profile for the AWS CLI either.
  fileprivate func name(ofKind kind: String) -> String? {
    guard header.hasPrefix(kind), let words = ShellWords.split(header), words.count == 2 else { return nil }
    return words[1]
  }
}

extension Substring {
  /// The text without the white space around it.
  fileprivate var trimmed: Substring { drop { $0.isWhitespace }.withoutTrailingSpace }
}

extension StringProtocol {
  fileprivate var withoutTrailingSpace: SubSequence {
    var end = endIndex
    while end > startIndex, self[index(before: end)].isWhitespace { end = index(before: end) }
    return self[..<end]
  }
}
