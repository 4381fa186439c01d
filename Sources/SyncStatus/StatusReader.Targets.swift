// The Secrets that ExternalSecrets write: whether they are there, and whether they are as they were written.

internal import Basics
internal import ExternalSecrets
internal import Kubernetes
internal import Reconciliation

extension StatusReader {
  /// Up to this many Secrets are read one by one where the others are known already.
  private static let fewSecrets = 100

  /// The states of the Secrets that the controller labels.
  func managedSecrets(in scope: StatusScope) async throws(KubernetesError) -> [ObjectReference: TargetState] {
    let options = ListOptions(labelSelector: "\(Bookkeeping.managedLabel)=true")
    let listed = try await client.list(.secrets, namespace: scope.namespace, options: options) { json in
      (Manifest(json).reference, TargetState(secret: json))
    }
    return Dictionary(listed.items) { $1 }
  }

  /// The Secrets that objects write.
  ///
  /// - Parameters:
  ///   - objects: The objects.
  ///   - scope: Where they were looked for.
  ///   - known: The Secrets that were read already.
  /// - Returns: The Secrets' states, and the values of those whose object fails: its texts may quote them.
  /// - Throws: ``KubernetesError``.
  func targets(
    of objects: [LiveExternalSecret], in scope: StatusScope, known: [ObjectReference: TargetState]
  ) async throws(KubernetesError) -> Targets {
    let all = Set(objects.map(\.target).filter { $0.kind == "Secret" })
    let failing = Set(objects.filter { $0.status.isReady == false }.map(\.target))
    var targets = Targets()
    targets.states = known.filter { all.contains($0.key) }
    let wanted = all.subtracting(targets.states.keys).union(failing.intersection(all))
    if wanted.count <= (known.isEmpty ? Self.handful : Self.fewSecrets) {
      for reference in wanted {
        let json = try await client.get(.secrets, namespace: reference.namespace, name: reference.name)
        targets.merge(json.flatMap { Targets($0, wanted: wanted, keepingValues: failing) } ?? Targets())
      }
    } else {
      let listed = try await client.list(.secrets, namespace: scope.namespace) { json in
        Targets(json, wanted: wanted, keepingValues: failing)
      }
      for one in listed.items { targets.merge(one) }
    }
    for reference in wanted where targets.states[reference] == nil { targets.states[reference] = .missing }
    return targets
  }
}

/// What became of the Secrets that ExternalSecrets write.
struct Targets: Sendable {
  var states: [ObjectReference: TargetState] = [:]
  var values: [ObjectReference: [SecretBytes]] = [:]

  init() {}

  /// What one Secret tells; nil if it isn't one of those wanted.
  init?(_ json: JSON, wanted: Set<ObjectReference>, keepingValues failing: Set<ObjectReference>) {
    let secret = Manifest(json)
    guard wanted.contains(secret.reference) else { return nil }
    states[secret.reference] = TargetState(secret: json)
    guard failing.contains(secret.reference) else { return }
    values[secret.reference] = Array(LiveSecret(secret).data.values)
  }

  mutating func merge(_ other: Targets) {
    states.merge(other.states) { $1 }
    values.merge(other.values) { $1 }
  }
}
