// The webhook's rules for stores: those of all, and those of the providers read from here.

import Basics
import RegularExpressions

/// Holds the spec of a store, defaults filled in, against the webhook's rules.
struct StoreRules {
  private let manifest: Manifest
  private let spec: JSON

  init(_ manifest: Manifest, _ spec: JSON) {
    self.manifest = manifest
    self.spec = spec
  }

  func problems() -> [LocatedError] {
    let conditions = conditions()
    guard conditions.isEmpty else { return conditions }
    if let problem = refreshInterval() { return [problem] }
    let providers = (spec["provider"]?.object ?? [:]).filter { !$0.value.isNull }
    guard providers.count == 1, let provider = providers.first else {
      return [
        manifest.error(
          "store error for \(manifest.name): secret stores must only have exactly one backend specified, found "
            + String(providers.count), at: ["spec", "provider"],
          hint: providers.isEmpty ? "add one provider" : "make a store of each provider")
      ]
    }
    switch provider.key {
    case "aws": return aws(provider.value)
    case "fake": return fake(provider.value)
    case "kubernetes": return kubernetes(provider.value)
    default: return []
    }
  }

  /// A number is one of seconds; a text must be a duration; neither may be negative.
  private func refreshInterval() -> LocatedError? {
    let path: FieldPath = ["spec", "refreshInterval"]
    if let text = spec["refreshInterval"]?.string {
      guard let duration = Duration(go: text) else {
        return manifest.error("time: invalid duration \"\(text)\"", at: path, hint: "write it like 1h")
      }
      return duration < .zero ? manifest.error("must not be negative", at: path, hint: "write it like 1h") : nil
    }
    guard let seconds = spec["refreshInterval"]?.int, seconds < 0 else { return nil }
    return manifest.error("must not be negative", at: path, hint: "write it like 1h")
  }

  private var isClusterScoped: Bool { manifest.objectKind == .clusterSecretStore }

  private func conditions() -> [LocatedError] {
    var problems: [LocatedError] = []
    for (place, condition) in (spec["conditions"]?.array ?? []).enumerated() {
      for (index, pattern) in (condition["namespaceRegexes"]?.array ?? []).enumerated() {
        do throws(RegularExpressionError) {
          _ = try GoRegularExpression(pattern.string ?? "")
        } catch {
          let path = FieldPath(["spec", "conditions"].map(FieldPath.Step.member)).element(place)
          problems.append(
            manifest.error(
              "failed to compile \(index)th namespace regex in \(place)th condition: \(error)",
              at: path.member("namespaceRegexes").element(index), hint: "mend the pattern: the syntax is Go's"))
        }
      }
    }
    return problems
  }

  private func aws(_ provider: JSON) -> [LocatedError] {
    if let problem = deletion(provider["secretsManager"]) { return [problem] }
    let path: FieldPath = ["spec", "provider", "aws", "auth"]
    let secrets = provider["auth"]?["secretRef"]
    for name in ["accessKeyIDSecretRef", "secretAccessKeySecretRef", "sessionTokenSecretRef"] {
      if let problem = foreignNamespace(secrets?[name], path.member("secretRef").member(name)) { return [problem] }
    }
    let account = provider["auth"]?["jwt"]?["serviceAccountRef"]
    return foreignNamespace(account, path.member("jwt").member("serviceAccountRef")).map { [$0] } ?? []
  }

  /// How secrets are deleted, which concerns those who push them: AWS would refuse it, and the webhook does.
  private func deletion(_ settings: JSON?) -> LocatedError? {
    let path: FieldPath = ["spec", "provider", "aws", "secretsManager"]
    guard let days = settings?["recoveryWindowInDays"]?.int, days != 0 else { return nil }
    guard (7...30).contains(days) else {
      return manifest.error(
        "invalid DeleteSecretInput: RecoveryWindowInDays must be between 7 and 30 days",
        at: path.member("recoveryWindowInDays"), hint: "set it to a number from 7 to 30")
    }
    guard settings?["forceDeleteWithoutRecovery"]?.bool == true else { return nil }
    return manifest.error(
      "invalid DeleteSecretInput: ForceDeleteWithoutRecovery conflicts with RecoveryWindowInDays",
      at: path.member("forceDeleteWithoutRecovery"), hint: "remove one of the two")
  }

  /// A SecretStore may not name a namespace other than its own.
  private func foreignNamespace(_ reference: JSON?, _ path: FieldPath) -> LocatedError? {
    guard !isClusterScoped, let namespace = reference?["namespace"]?.string, namespace != manifest.namespace else {
      return nil
    }
    return manifest.error(
      "namespace should either be empty or match the namespace of the SecretStore for a namespaced SecretStore",
      at: path.member("namespace"), hint: "remove it, or use a ClusterSecretStore")
  }

  private func fake(_ provider: JSON) -> [LocatedError] {
    let path: FieldPath = ["spec", "provider", "fake", "data"]
    for (index, entry) in (provider["data"]?.array ?? []).enumerated() {
      for name in ["key", "value"] where entry[name]?.string ?? "" == "" {
        return [
          manifest.error("\(name) must be set in data \(index)", at: path.element(index).member(name), hint: "add it")
        ]
      }
    }
    return []
  }

  private func kubernetes(_ provider: JSON) -> [LocatedError] {
    let path: FieldPath = ["spec", "provider", "kubernetes"]
    let authority = provider["server"]?["caProvider"].flatMap { $0.isNull ? nil : $0 }
    if let authority, isClusterScoped, authority["namespace"]?.string == nil {
      return [
        manifest.error(
          "CAProvider.namespace must not be empty with ClusterSecretStore",
          at: path.member("server").member("caProvider"), hint: "add namespace")
      ]
    }
    if let authority, !isClusterScoped, authority["namespace"]?.string != nil {
      return [
        manifest.error(
          "CAProvider.namespace must be empty with SecretStore",
          at: path.member("server").member("caProvider").member("namespace"), hint: "remove it")
      ]
    }
    guard let auth = provider["auth"], !auth.isNull else { return [] }
    // Nobody asks about clientKey.
    let selectors = [
      (["cert", "clientCert"], "ClientCert", auth["cert"].flatMap { $0.isNull ? nil : $0["clientCert"] ?? [:] }),
      (["token", "bearerToken"], "BearerToken", auth["token"].flatMap { $0.isNull ? nil : $0["bearerToken"] ?? [:] }),
    ]
    for (names, word, selector) in selectors {
      guard let selector else { continue }
      let path = names.reduce(path.member("auth")) { $0.member($1) }
      for (field, label) in [("name", "Name"), ("key", "Key")] where selector[field]?.string ?? "" == "" {
        return [manifest.error("\(word).\(label) cannot be empty", at: path, hint: "add \(field)")]
      }
      if isClusterScoped, selector["namespace"]?.string == nil {
        return [manifest.error("cluster scope requires namespace", at: path, hint: "add namespace")]
      }
      if let problem = foreignNamespace(selector, path) { return [problem] }
    }
    return foreignNamespace(auth["serviceAccount"], path.member("auth").member("serviceAccount")).map { [$0] } ?? []
  }
}
