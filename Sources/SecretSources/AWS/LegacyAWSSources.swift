// AWS as kubernetes-external-secrets reads it (`legacy.md`).

internal import AWS
internal import Basics
internal import ExternalSecrets
internal import Reconciliation

/// Reads secrets of Secrets Manager (`backendType: secretsManager`).
struct LegacySecretsManagerSource: LegacySource {
  let client: SecretsManager
  let errors: AWSErrorWording

  var description: String { "AWS Secrets Manager in \(client.region)" }

  func prefetch(_ reads: [LegacyRead]) async {
    client.prefetch(reads.filter { Self.version($0) == .current }.map(\.key))
  }

  func knownNames() async -> [String] { (try? await client.names(matching: [], isSample: true)) ?? [] }

  /// The bytes if there are any, else the text.
  func value(_ read: LegacyRead) async throws(SecretSourceError) -> LegacyValue {
    let value = try await errors.reading { () async throws(AWSError) in
      try await client.value(of: read.key, version: Self.version(read))
    }
    if let binary = value.binary { return .binary(binary) }
    // Without either the controller goes on with null, which becomes the text of it.
    return .text(value.text ?? SecretBytes(utf8: "null"))
  }

  func values(below path: String, recursive: Bool) async throws(SecretSourceError) -> [FoundSecret] {
    // The controller's own words (kubernetes-external-secrets, KVBackend), whose Secrets Manager has no paths either.
    throw .failed(
      cause: "_getByPath not implemented: secretsManager has no paths", hint: "name each secret by key, or use dataFrom"
    )
  }

  /// The version's ID, else its stage.
  private static func version(_ read: LegacyRead) -> SecretsManager.Version {
    if let id = read.version.id { return .id(id) }
    return read.version.stage.map { .stage($0) } ?? .current
  }
}

/// Reads parameters of Parameter Store (`backendType: systemManager`); a version stands in the key, behind a colon.
struct LegacyParameterStoreSource: LegacySource {
  let client: ParameterStore
  let errors: AWSErrorWording

  var description: String { "AWS Parameter Store in \(client.region)" }

  func prefetch(_ reads: [LegacyRead]) async { client.prefetch(reads.map(\.key)) }

  func value(_ read: LegacyRead) async throws(SecretSourceError) -> LegacyValue {
    try await errors.reading { () async throws(AWSError) in .text(try await client.parameter(read.key).value) }
  }

  func values(below path: String, recursive: Bool) async throws(SecretSourceError) -> [FoundSecret] {
    try await errors.translating { () async throws(AWSError) in
      try await client.parameters(below: path, recursive: recursive).map {
        FoundSecret(key: DataKey($0.name), remoteKey: $0.name, value: $0.value)
      }
    }
  }
}
