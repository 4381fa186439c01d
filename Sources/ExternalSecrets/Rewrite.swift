// What is done to the keys, or the values, of a dataFrom entry after fetching.

internal import Basics

/// One operation of `dataFrom[].rewrite`.
public enum Rewrite: Sendable, Hashable {
  /// Members of all values become one map.
  case merge(Merge)
  /// Keys are rewritten by a regular expression: Go's `ReplaceAllString`.
  case regexp(source: String, target: String)
  /// Keys are rewritten by a template that sees the key as `.value`.
  case transform(template: String)
  /// An operation that names none: it changes nothing.
  case nothing

  init(_ reader: inout FieldReader) {
    // All three are read, so that none counts as unknown; the controller takes them in this order.
    let merge = reader.object("merge") { Merge(&$0) }
    let regexp = reader.object("regexp") { ($0.string("source") ?? "", $0.string("target") ?? "") }
    let transform = reader.object("transform") { $0.string("template") ?? "" }
    if let merge {
      self = .merge(merge)
    } else if let regexp {
      self = .regexp(source: regexp.0, target: regexp.1)
    } else if let transform {
      self = .transform(template: transform)
    } else {
      self = .nothing
    }
  }

  /// How values are merged.
  public struct Merge: Sendable, Hashable {
    /// What becomes of the merged members.
    public enum Strategy: String, Sendable, Hashable, CaseIterable {
      /// They are the new map.
      case extract = "Extract"
      /// They are written as one JSON object under the key `into`, beside the old map.
      case json = "JSON"
    }

    /// What happens to a member present in two values.
    public enum ConflictPolicy: String, Sendable, Hashable, CaseIterable {
      /// The later one wins.
      case ignore = "Ignore"
      /// The ExternalSecret fails.
      case error = "Error"
    }

    /// What happens when a key named in `priority` isn't there.
    public enum PriorityPolicy: String, Sendable, Hashable, CaseIterable {
      /// It is passed over.
      case ignoreNotFound = "IgnoreNotFound"
      /// The ExternalSecret fails.
      case strict = "Strict"
    }

    /// The key the merged object is written under (strategy JSON).
    public var into: String
    /// Keys merged after all others, in this order, so that they win.
    public var priority: [String]
    /// What happens when a key named in `priority` isn't there.
    public var priorityPolicy: PriorityPolicy
    /// What happens to a member present in two values.
    public var conflictPolicy: ConflictPolicy
    /// What becomes of the merged members.
    public var strategy: Strategy

    /// A merge.
    public init(
      into: String = "", priority: [String] = [], priorityPolicy: PriorityPolicy = .strict,
      conflictPolicy: ConflictPolicy = .error, strategy: Strategy = .extract
    ) {
      self.into = into
      self.priority = priority
      self.priorityPolicy = priorityPolicy
      self.conflictPolicy = conflictPolicy
      self.strategy = strategy
    }

    init(_ reader: inout FieldReader) {
      into = reader.string("into") ?? ""
      priority = reader.strings("priority")
      priorityPolicy = reader.choice("priorityPolicy") ?? .strict
      conflictPolicy = reader.choice("conflictPolicy") ?? .error
      strategy = reader.choice("strategy") ?? .extract
    }
  }
}
