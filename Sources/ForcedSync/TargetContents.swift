// The data of targets before and after, to say which keys a sync changed.

internal import Basics
internal import ExternalSecrets
internal import Kubernetes
internal import Reconciliation
internal import SyncStatus

/// The data of Secrets at one moment.
struct TargetContents: Sendable {
  /// The data by Secret; an empty one for a Secret that isn't there.
  private(set) var data: [ObjectReference: [DataKey: SecretBytes]] = [:]
  /// Why some couldn't be read.
  private(set) var problem: KubernetesError?

  /// Up to this many Secrets of a namespace are read one by one; more are listed.
  private static let handful = 5

  /// Reads Secrets.
  ///
  /// - Parameters:
  ///   - references: Which; other kinds are passed over.
  ///   - client: The cluster.
  init(_ references: [ObjectReference], client: KubernetesClient) async {
    let wanted = Set(references.filter { $0.kind == "Secret" })
    for (namespace, members) in Dictionary(grouping: wanted, by: \.namespace) {
      do throws(KubernetesError) {
        for reference in members { data[reference] = [:] }
        if members.count <= Self.handful {
          for reference in members {
            note(
              try await client.get(.secrets, namespace: namespace, name: reference.name).map {
                LiveSecret(Manifest($0))
              })
          }
        } else {
          let listed = try await client.list(.secrets, namespace: namespace) { json -> LiveSecret? in
            let manifest = Manifest(json)
            return wanted.contains(manifest.reference) ? LiveSecret(manifest) : nil
          }
          for secret in listed.items { note(secret) }
        }
      } catch {
        for reference in members { data[reference] = nil }
        problem = error
      }
    }
  }

  private mutating func note(_ secret: LiveSecret?) {
    if let secret { data[secret.manifest.reference] = secret.data }
  }

  /// The keys of a Secret that differ from an earlier moment; nil where either moment isn't known.
  ///
  /// - Parameters:
  ///   - reference: The Secret.
  ///   - earlier: The earlier moment.
  ///   - fingerprint: What stands for a value.
  /// - Returns: The differences, by key.
  func changes(
    of reference: ObjectReference, since earlier: TargetContents, fingerprint: (SecretBytes) -> String
  ) -> [KeyChange]? {
    guard let new = data[reference], let old = earlier.data[reference] else { return nil }
    return Set(new.keys).union(old.keys).sorted().compactMap { key in
      guard old[key] != new[key] else { return nil }
      return KeyChange(
        key: key.text, kind: old[key] == nil ? .added : new[key] == nil ? .removed : .changed,
        old: old[key].map(fingerprint), new: new[key].map(fingerprint))
    }
  }
}
