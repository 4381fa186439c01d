// The labels and annotations an ExternalSecret will have once its manifest is applied: the controller may copy them all.

internal import Basics
internal import ExternalSecrets

/// Labels and annotations of an object in the cluster after its manifest has been applied.
///
/// Applying leaves what others added: kubectl's own annotation, those of a GitOps tool, `force-sync`.
struct AppliedMetadata: Sendable {
  /// The identity the API server gave it; nil for one that isn't in the cluster yet.
  let uid: String?
  let labels: [String: String]
  let annotations: [String: String]

  /// - Parameters:
  ///   - manifest: What is applied; a live object stands for itself.
  ///   - live: The object as it is, as far as applying leaves anything of it; nil if there is none yet.
  ///   - uid: Its identity in the cluster; nil if it isn't there yet.
  init(of manifest: Manifest, over live: Manifest?, uid: String? = nil) {
    self.uid = manifest.uid ?? live?.uid ?? uid
    guard manifest.uid == nil, let live else {
      labels = manifest.labels
      annotations = manifest.annotations
      return
    }
    labels = Self.merged(manifest.labels, over: live.labels, owned: Self.owned("labels", of: live))
    annotations = Self.merged(manifest.annotations, over: live.annotations, owned: Self.owned("annotations", of: live))
  }

  /// What was applied before and is no longer in the manifest goes, all else stays.
  private static func merged(_ new: [String: String], over live: [String: String], owned: Set<String>) -> [String:
    String]
  {
    live.filter { !owned.contains($0.key) }.merging(new) { $1 }
  }

  /// The names earlier applications set: by kubectl's annotation, or by server-side apply's bookkeeping.
  private static func owned(_ field: String, of live: Manifest) -> Set<String> {
    var names: Set<String> = []
    if let text = live.annotations[Bookkeeping.lastAppliedAnnotation], let json = try? JSON.parse(text, locating: false)
    {
      names.formUnion((json["metadata"]?[field]?.object ?? [:]).map(\.key))
    }
    for entry in live.json["metadata"]?["managedFields"]?.array ?? [] where entry["operation"]?.string == "Apply" {
      let fields = entry["fieldsV1"]?["f:metadata"]?["f:\(field)"]?.object ?? [:]
      names.formUnion(fields.map { String($0.key.dropFirst($0.key.hasPrefix("f:") ? 2 : 0)) })
    }
    return names
  }
}
