// `dataFrom[].sourceRef.generatorRef`: values that are made, not read.

internal import Basics
internal import ExternalSecrets

/// Looks up generators and says what they would make.
struct GeneratorValues {
  let cluster: any ClusterReader
  let externalSecret: ExternalSecret

  /// The keys each kind of generator makes; none where they depend on a third party's answer.
  private static let keys: [String: [String]] = [
    "ACRAccessToken": ["username", "password"],
    "BeyondtrustWorkloadCredentialsDynamicSecret": [],
    "CloudsmithAccessToken": ["auth", "expiry"],
    "ECRAuthorizationToken": ["username", "password", "proxy_endpoint", "expires_at"],
    "GCRAccessToken": ["username", "password", "expiry"],
    "GithubAccessToken": ["token"],
    "GitlabDeployToken": ["username", "token"],
    "Grafana": ["login", "token"],
    "MFA": ["token", "timeLeft"],
    "Password": ["password"],
    "QuayAccessToken": ["registry", "auth", "expiry"],
    "SSHKey": ["privateKey", "publicKey"],
    "STSSessionToken": ["access_key_id", "expiration", "secret_access_key", "session_token"],
    "UUID": ["uuid"],
    "VaultDynamicSecret": [],
    "Webhook": [],
  ]

  /// The generator a reference leads to.
  ///
  /// - Parameter reference: The reference.
  /// - Returns: The generator.
  /// - Throws: ``SecretSourceError`` where the controller would fail, or the generator can't be read from here.
  func generator(_ reference: GeneratorReference) async throws(SecretSourceError) -> Generator {
    guard reference.objectKind.group == ObjectKind.generatorsGroup else {
      throw .failed(
        cause: "generatorRef may only reference the generators group, but got \(reference.objectKind.group)",
        hint: "use apiVersion: generators.external-secrets.io/v1alpha1")
    }
    let isKnown = reference.objectKind == .clusterGenerator || Self.isKind(reference.kind)
    guard isKnown, reference.apiVersion.hasSuffix("/v1alpha1") else {
      throw .failed(
        cause: "generatorRef references unknown GVK \(reference.apiVersion), Kind=\(reference.kind)",
        hint: "use apiVersion: generators.external-secrets.io/v1alpha1, and a kind of that group")
    }
    let manifest: Manifest?
    do throws(ClusterReadError) {
      manifest = try await cluster.object(externalSecret.query(reference))
    } catch {
      throw .unavailable(cause: "the generator \(reference) could not be read: \(error.message)", hint: error.hint)
    }
    guard let manifest else {
      throw .failed(
        cause: "unable to get generator: \(reference.kind) \"\(reference.name)\" not found",
        hint: "create the generator, or correct generatorRef")
    }
    if let refusal = Acceptance(manifest).refusal {
      throw .failed(cause: "unable to get generator: the \(reference) is invalid: \(refusal)", hint: refusal.hint)
    }
    return Generator(manifest)
  }

  /// What a generator makes: the values of a Fake, and the keys of all others where they are known.
  ///
  /// - Parameters:
  ///   - reference: The reference to the generator.
  ///   - entry: The entry it stands in.
  /// - Returns: The entries.
  /// - Throws: ``SecretSourceError/notReadable(provider:reason:)`` where the keys depend on a third party.
  func values(_ reference: GeneratorReference, entry: FieldPath) async throws(SecretSourceError) -> Entries {
    let generator = try await generator(reference)
    let provenance = Provenance(origins: [Origin(entry: entry, generator: reference)])
    guard let settings = generator.settings else {
      throw .failed(
        cause: "unable to get generator: invalid ClusterGenerator: when kind is \(generator.kind), "
          + "\(generator.settingsPath) must be set", hint: nil)
    }
    guard generator.kind != "Fake" else {
      var entries = Entries()
      for member in settings["data"]?.object ?? [:] {
        let origin = Origin(entry: entry, generator: reference, property: member.key)
        entries[DataKey(member.key)] = DesiredValue(
          .known(SecretBytes(utf8: member.value.string ?? "")), provenance: Provenance(origins: [origin]))
      }
      return entries
    }
    let keys = try keys(generator, settings)
    guard !keys.isEmpty else {
      throw .notReadable(
        provider: "generator \(generator.kind)",
        reason: "it asks a third party at sync time, which also decides the keys")
    }
    var entries = Entries()
    for key in keys {
      entries[DataKey(key)] = DesiredValue(.generated(by: .generator(reference)), provenance: provenance)
    }
    return entries
  }

  private static func isKind(_ kind: String) -> Bool { kind == "Fake" || keys[kind] != nil }

  private func keys(_ generator: Generator, _ settings: JSON) throws(SecretSourceError) -> [String] {
    guard let keys = Self.keys[generator.kind] else {
      throw .failed(cause: "ClusterGenerator has unknown kind \(generator.kind)", hint: nil)
    }
    switch generator.kind {
    case "Password":
      let names = (settings["secretKeys"]?.array ?? []).compactMap(\.string)
      guard !names.contains(""), Set(names).count == names.count else {
        throw .failed(
          cause: "spec.secretKeys of \(generator.manifest.reference) must be unique and not empty", hint: nil)
      }
      if let problem = PasswordRules(settings).problem {
        throw .failed(cause: "\(generator.manifest.reference): \(problem)", hint: "see its \(generator.settingsPath)")
      }
      return names.isEmpty ? keys : names
    case "ECRAuthorizationToken" where settings["scope"]?.string == "public":
      return keys.filter { $0 != "proxy_endpoint" }
    default: return keys
    }
  }
}
