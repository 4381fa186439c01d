// "I rotated this in AWS, bring it everywhere": which ExternalSecrets read a remote key.

internal import Basics
internal import ExternalSecrets
internal import RegularExpressions
public import SyncStatus

/// A secret's name in a provider, as a person writes it.
public struct RemoteKey: Sendable, Hashable {
  /// The name, without what an ARN has around it.
  public let name: String

  /// A name, or an ARN of Secrets Manager or Parameter Store.
  public init(_ text: String) {
    name = Self.name(of: text)
  }

  /// Whether an ExternalSecret reads this key: by `data`, `extract`, or a `find` that matches its name.
  ///
  /// - Parameter item: The ExternalSecret, with its stores.
  /// - Returns: nil where it can't be told: a `find` that goes by tags alone.
  public func isRead(by item: StatusItem) -> Bool? {
    let spec = item.object.spec
    func prefix(_ source: SourceReference?) -> String {
      let reference = source?.store ?? spec.store
      return item.stores.first { $0.reference == reference }?.keyPrefix ?? ""
    }
    let isNamed =
      spec.data.contains { isMeant(by: $0.remote.key, prefix: prefix($0.source)) }
      || spec.dataFrom.contains { entry in
        entry.extract.map { isMeant(by: $0.key, prefix: prefix(entry.source)) } ?? false
      }
    if isNamed { return true }
    let found = spec.dataFrom.compactMap(\.find).map(isFound)
    if found.contains(true) { return true }
    return found.contains(nil) ? nil : false
  }

  /// Names in the spec go without the store's prefix; people give either form.
  private func isMeant(by key: String, prefix: String) -> Bool {
    let key = Self.name(of: key)
    return key == name || prefix + key == name
  }

  private func isFound(by query: FindQuery) -> Bool? {
    if let path = query.path, !path.isEmpty, !name.hasPrefix(path) { return false }
    if let pattern = query.name, !pattern.isEmpty {
      guard (try? GoRegularExpression.compiled(pattern).matches(name)) ?? false else { return false }
    }
    // Which tags the secret has isn't known here.
    return query.tags == nil ? true : nil
  }

  /// The name inside an ARN: Secrets Manager appends six characters of its own to it.
  private static func name(of text: String) -> String {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn" else { return text }
    if parts[2] == "ssm", parts[5].hasPrefix("parameter/") {
      let path = parts[5].dropFirst("parameter".count)
      return path.dropFirst().contains("/") ? String(path) : String(path.dropFirst())
    }
    guard parts[2] == "secretsmanager", parts[5].hasPrefix("secret:") else { return text }
    let name = parts[5].dropFirst("secret:".count)
    let suffix = name.suffix(7)
    return suffix.first == "-" && suffix.count == 7 ? String(name.dropLast(7)) : String(name)
  }
}
