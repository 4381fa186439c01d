// Choosing objects by their labels, as Kubernetes' metav1.LabelSelector does.

internal import Basics

/// A selector by labels; all its requirements must hold, and an empty one selects everything.
public struct LabelSelector: Sendable, Hashable {
  /// One requirement of `matchExpressions`.
  public struct Requirement: Sendable, Hashable {
    /// The label's key.
    public var key: String
    /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
    public var relation: String
    /// The values compared with.
    public var values: [String]

    /// A requirement.
    public init(key: String, relation: String, values: [String] = []) {
      self.key = key
      self.relation = relation
      self.values = values
    }
  }

  /// Labels that must have exactly these values.
  public var matchLabels: [String: String]
  /// Further requirements.
  public var matchExpressions: [Requirement]

  /// A selector.
  public init(matchLabels: [String: String] = [:], matchExpressions: [Requirement] = []) {
    self.matchLabels = matchLabels
    self.matchExpressions = matchExpressions
  }

  init(_ reader: inout FieldReader) {
    matchLabels = reader.stringMap("matchLabels") ?? [:]
    matchExpressions = reader.objects("matchExpressions") {
      Requirement(key: $0.string("key") ?? "", relation: $0.string("operator") ?? "", values: $0.strings("values"))
    }
  }

  /// Why Kubernetes would refuse this selector; nil if it would not.
  public var problem: String? {
    for (key, value) in matchLabels.sorted(by: { $0.key < $1.key }) {
      if let problem = QualifiedName.problem(key) ?? QualifiedName.labelValueProblem(value.utf8) { return problem }
    }
    for requirement in matchExpressions {
      if let problem = QualifiedName.problem(requirement.key) { return problem }
      if let problem = requirement.values.lazy.compactMap({ QualifiedName.labelValueProblem($0.utf8) }).first {
        return problem
      }
      switch (requirement.relation, requirement.values.isEmpty) {
      case ("In", false), ("NotIn", false), ("Exists", true), ("DoesNotExist", true): continue
      case ("In", true), ("NotIn", true): return "for 'in', 'notin' operators, values set can't be empty"
      case ("Exists", false), ("DoesNotExist", false): return "values set must be empty for exists and does not exist"
      default: return "\"\(requirement.relation)\" is not a valid label selector operator"
      }
    }
    return nil
  }

  /// Whether an object with these labels is selected.
  public func matches(_ labels: [String: String]) -> Bool {
    guard matchLabels.allSatisfy({ labels[$0.key] == $0.value }) else { return false }
    return matchExpressions.allSatisfy { requirement in
      let value = labels[requirement.key]
      return switch requirement.relation {
      case "In": value.map(requirement.values.contains) ?? false
      case "NotIn": value.map { !requirement.values.contains($0) } ?? true
      case "Exists": value != nil
      case "DoesNotExist": value == nil
      default: false
      }
    }
  }
}
