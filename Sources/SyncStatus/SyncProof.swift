// The one thing that proves which version of an object was synced: `Ready` may be left over from the round before.

internal import Basics
public import ExternalSecrets
internal import Reconciliation

/// What the controller writes as `status.syncedResourceVersion` once a version of an ExternalSecret is synced.
public struct SyncProof: Sendable, Hashable {
  /// As controllers of today write it: the generation and a SHA3-224 hash of annotations and labels.
  public let current: String
  /// As controllers before 0.10 wrote it: the same with MD5.
  public let older: String

  /// The proof for the version of an object that a manifest shows; nil for one that isn't live.
  public init?(_ manifest: Manifest) {
    guard let generation = manifest.generation else { return nil }
    func version(_ digest: Digest) -> String {
      ControllerHash.syncedResourceVersion(
        generation: generation, labels: manifest.labels, annotations: manifest.annotations, using: digest)
    }
    current = version(.sha3_224)
    older = version(.md5)
  }

  /// Whether a status shows that the version was synced; nil where the controller writes no such thing.
  public func isGiven(by status: LiveExternalSecret.Status) -> Bool? {
    let written = status.syncedVersion
    guard !written.isEmpty else { return status.lastSync == nil ? false : nil }
    if written == current || written == older { return true }
    // A hash of another length is one of a controller whose way of proving isn't known.
    let hash = written.utf8.split(separator: UInt8(ascii: "-")).last?.count
    return hash == 56 || hash == 32 ? false : nil
  }
}
