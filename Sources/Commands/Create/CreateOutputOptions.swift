// Where the manifests go.

import Arguments
import Basics
import ExternalSecrets

/// Options of `create` about what becomes of the manifests.
struct CreateOutputOptions: Sendable {
  enum Format: String, CaseIterable, Sendable {
    case yaml, json
  }

  enum DryRun: String, CaseIterable, Sendable {
    case none, client, server
  }

  static let format = Option<Format>(choice: "output", short: "o", abstract: "the form of the manifests (yaml)")
  static let directory = Option(
    "output-dir", valueName: "directory", abstract: "write a file for each manifest here, patches under patches/",
    completion: .files)
  static let apiVersion = Option(
    "api-version", valueName: "v1|v1beta1",
    abstract: "version of the API (the newest the cluster serves, where it is asked; v1)",
    completion: .words(["v1", "v1beta1"])
  ) { text throws(UsageError) in
    let version =
      text.hasPrefix("\(ObjectKind.externalSecretsGroup)/")
      ? String(text.dropFirst(ObjectKind.externalSecretsGroup.count + 1)) : text
    if ["v1", "v1beta1"].contains(version) { return version }
    throw UsageError("\"\(text)\" is not a version of ExternalSecrets", hint: "use v1 or v1beta1")
  }
  static let legacy = Flag(
    "legacy", abstract: "write a kubernetes-client.io/v1 object, for clusters still on the old controller")
  static let applies = Flag(
    "apply", abstract: "apply to the cluster, server side, after showing what changes")
  static let dryRun = Option<DryRun>(
    choice: "dry-run", abstract: "client prints what would be applied; server lets the API server judge it too")
  static let forcesConflicts = Flag(
    "force-conflicts", abstract: "apply over objects that something else has made")
  static let previews = Flag("preview", abstract: "show the Secret it would make on stderr, values redacted")
  static let offline = Flag("offline", abstract: "touch neither cluster nor AWS")
  static let noCluster = Flag("no-cluster", abstract: "don't touch the cluster; AWS is still asked")

  static let group = CommandDescription.Group(
    "What becomes of it",
    [
      format.description, directory.description, apiVersion.description, legacy.description, applies.description,
      dryRun.description, forcesConflicts.description, previews.description, offline.description, noCluster.description,
    ])

  let format: Format
  let directory: String?
  let apiVersion: String?
  let isLegacy: Bool
  let applies: Bool
  let dryRun: DryRun
  let forcesConflicts: Bool
  let previews: Bool
  let isOffline: Bool
  let isWithoutCluster: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    format = try arguments.value(Self.format) ?? .yaml
    directory = try arguments.value(Self.directory)
    apiVersion = try arguments.value(Self.apiVersion)
    isLegacy = arguments[Self.legacy]
    dryRun = try arguments.value(Self.dryRun) ?? .none
    // As in kubectl: a dry run of the server's is one of applying, whether or not that is said.
    applies = (arguments[Self.applies] && dryRun != .client) || dryRun == .server
    forcesConflicts = arguments[Self.forcesConflicts]
    previews = arguments[Self.previews]
    isOffline = arguments[Self.offline]
    isWithoutCluster = arguments[Self.noCluster] || isOffline
    if applies, isWithoutCluster {
      throw UsageError("--apply needs the cluster", hint: "leave out --offline and --no-cluster")
    }
    if forcesConflicts, !applies { throw UsageError("--force-conflicts is for --apply", hint: "add --apply") }
    if isLegacy, apiVersion != nil {
      throw UsageError("--legacy and --api-version don't go together", hint: "there is one version of the old API")
    }
  }
}
