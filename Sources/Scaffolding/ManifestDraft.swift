// A manifest that is being written: an object, and comments on some of its fields.

public import Basics
import YAML

/// An object about to be printed or applied, with comments for whoever reads it.
public struct ManifestDraft: Sendable {
  /// A comment, above the field it is about.
  public struct Comment: Sendable, Hashable {
    /// The field; the object itself for a comment above everything.
    public var path: FieldPath
    /// The lines, without `#`.
    public var lines: [String]

    /// A comment.
    public init(_ path: FieldPath, _ lines: [String]) {
      self.path = path
      self.lines = lines
    }
  }

  /// What the draft is for.
  public enum Purpose: Sendable, Hashable {
    /// To be applied as it is.
    case manifest
    /// To be merged into an object that is there: a strategic-merge patch.
    case patch
  }

  /// The object; members in the order in which people write them.
  public var json: JSON
  /// The comments.
  public var comments: [Comment]
  /// What it is for.
  public var purpose: Purpose

  /// A draft.
  public init(_ json: JSON, comments: [Comment] = [], purpose: Purpose = .manifest) {
    self.json = json
    self.comments = comments
    self.purpose = purpose
  }

  /// The object's kind.
  public var kind: String { json["kind"]?.string ?? "" }

  /// The object's name.
  public var name: String { json["metadata"]?["name"]?.string ?? "" }

  /// A name for a file of its own, `db.externalsecret.yaml`, without a folder.
  ///
  /// - Parameter suffix: The ending.
  /// - Returns: The name.
  public func fileName(_ suffix: String) -> String {
    "\(name).\(kind.lowercased())\(purpose == .patch ? ".patch" : "").\(suffix)"
  }

  /// The object as YAML, with its comments.
  public var yaml: String {
    let text = YAML.text(json)
    let located = YAML.documents(Array(text.utf8)).first.flatMap { try? $0.content.get() }
    guard let located, !comments.isEmpty else { return text }
    var above: [Int: [String]] = [:]
    for comment in comments { above[Self.line(of: comment.path, in: located), default: []] += comment.lines }
    var lines: [Substring] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let margin = line.prefix { $0 == " " }
      for comment in above[index + 1] ?? [] { lines.append("\(margin)# \(comment)") }
      lines.append(line)
    }
    return lines.joined(separator: "\n")
  }

  /// The line, counted from 1, that the field at `path`, or else the nearest field above it, begins on.
  private static func line(of path: FieldPath, in root: JSON) -> Int {
    var current = root
    var line = 1
    for step in path.steps {
      switch step {
      case .member(let name):
        guard let member = current.object?.member(named: name) else { return line }
        current = member.value
        line = member.keyRange.map { Int($0.start.line) } ?? line
      case .element(let index):
        guard let element = current[index] else { return line }
        current = element
        line = element.range.map { Int($0.start.line) } ?? line
      }
    }
    return line
  }
}

extension JSON.Members {
  /// Adds a member unless there is nothing to add.
  mutating func append(_ key: String, unlessNil value: JSON?) {
    if let value { append(key, value) }
  }

  /// An object of texts; nil where there are none.
  static func texts(_ pairs: [(key: String, value: String)]) -> JSON? {
    guard !pairs.isEmpty else { return nil }
    return .object(JSON.Members(pairs.map { Member(key: $0.key, value: .string($0.value)) }))
  }
}
