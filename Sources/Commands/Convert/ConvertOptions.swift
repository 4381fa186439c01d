// What `create --convert` is told.

import Arguments
import Basics
import SecretSources

/// Options of `create --convert`.
struct ConvertOptions: Sendable {
  static let converts = Flag(
    "convert", abstract: "convert the manifests of -f: kubernetes-client.io/v1, v1alpha1 and v1beta1 to v1")
  static let verifies = Flag(
    "verify", abstract: "with --convert: render old and new, and compare the two Secrets byte for byte")
  static let usesClusterStores = Flag(
    "cluster-stores", abstract: "with --convert: one ClusterSecretStore for all namespaces, in place of SecretStores")

  static let group = CommandDescription.Group(
    "Conversion",
    [converts.description, verifies.description, usesClusterStores.description, PreviewOptions.values.description])

  let files: FileOptions
  let format: CreateOutputOptions.Format
  let general: OutputOptions
  let aws: AWSOptions
  let cluster: ClusterOptions
  let region: String?
  let verifies: Bool
  let usesClusterStores: Bool
  let isOffline: Bool
  let valuesFile: String?

  /// Whether a conversion is asked for.
  static func isWanted(_ arguments: ParsedArguments) -> Bool { arguments[converts] }

  /// Complains about options of a conversion where none is asked for.
  static func checkUnused(_ arguments: ParsedArguments) throws(UsageError) {
    let given = [verifies, usesClusterStores].filter { arguments[$0] }.map(\.description.name)
    guard let name = given.first else { return }
    throw UsageError("--\(name) is for --convert", hint: "add --convert, or leave it out")
  }

  init(_ arguments: ParsedArguments) throws(UsageError) {
    files = try FileOptions(arguments)
    format = try arguments.value(CreateOutputOptions.format) ?? .yaml
    general = try OutputOptions(arguments)
    aws = try AWSOptions(arguments)
    cluster = try ClusterOptions(arguments)
    region = try arguments.value(AWSOptions.region)
    verifies = arguments[Self.verifies]
    usesClusterStores = arguments[Self.usesClusterStores]
    isOffline = arguments[CreateOutputOptions.offline]
    valuesFile = try arguments.value(PreviewOptions.values)
    guard !files.isEmpty else { throw UsageError("--convert needs manifests", hint: "give them with -f") }
    if let name = arguments.arguments.first {
      throw UsageError(
        "--convert keeps the names that the manifests have, and \"\(name)\" is another",
        hint: "leave it out; -f names the manifests")
    }
    let directory = try arguments.value(CreateOutputOptions.directory)
    if arguments[CreateOutputOptions.applies] || directory != nil {
      throw UsageError(
        "--convert only prints", hint: "look at the result, then write it to a file, or pipe it to kubectl apply -f -")
    }
  }
}
