// What a check is, and the table of them.

import Basics
public import ExternalSecrets

/// A rule that manifests are held against: one a file, named for what it finds.
public protocol Check: Sendable {
  /// Its stable id, as `--disable` and ignore comments name it.
  static var id: String { get }
  /// How bad its findings are, unless a finding says otherwise.
  static var severity: Severity { get }
  /// What it finds, in one line.
  static var abstract: String { get }
  /// What it finds in one manifest.
  ///
  /// - Parameters:
  ///   - manifest: The manifest.
  ///   - project: All that was given, for references between manifests.
  /// - Returns: The findings.
  static func findings(in manifest: Manifest, of project: Project) -> [Finding]
}

extension Check {
  /// A finding of this check about a field of a manifest.
  static func finding(
    _ message: String, in manifest: Manifest, at path: FieldPath = [], hint: String? = nil, severity: Severity? = nil,
    fix: Finding.Fix? = nil
  ) -> Finding {
    Finding(id, severity ?? Self.severity, manifest.error(message, at: path, hint: hint), fix: fix)
  }
}

/// The checks there are.
public enum CheckTable {
  /// Every check of manifests, in the order of the documentation.
  public static let checks: [any Check.Type] = [
    RemovedVersion.self, SchemaMismatch.self, AdmissionRefusal.self, FieldTooNew.self, MissingStoreReference.self,
    NamespaceOnClusterScopedKind.self, InvalidSecretKey.self, DuplicateSecretKey.self, InvalidRegularExpression.self,
    InvalidTemplate.self, UnknownTemplateKey.self, IncompleteSecretType.self, InvalidDockerConfig.self,
    UnusableSyncWindow.self, ImpossiblePassword.self, TargetCollision.self,
    UnreachableStore.self, BrokenReference.self, MissingWorkloadKey.self, LegacyEntryMistake.self,
    LegacyTemplateMistake.self,
  ]

  /// Findings that don't come from one manifest: files and documents that can't be read, and what is passed over.
  public static let otherIDs: [(id: String, severity: Severity, abstract: String)] = [
    ("yaml-syntax", .error, "The document is no YAML, or its root is no object."),
    ("yaml-duplicate-key", .warning, "A key stands twice in one map; the last one counts."),
    ("server", .error, "The API server or a webhook of the cluster refuses it (--server)."),
    ("remote", .error, "The provider has no answer: remote key, property or version (--remote)."),
    ("skipped-document", .info, "The document is encrypted, or a Helm template, and was not checked."),
  ]

  /// The ids of all findings.
  public static var ids: [String] { checks.map { $0.id } + otherIDs.map(\.id) }
}
