// Both sides of a comparison as whole objects, for programs that compare files.

public import Basics
import ExternalSecrets
import Reconciliation

/// The live object and the one that would be there, in one form: what is the same on both sides looks the same.
public struct ComparedObjects: Sendable {
  /// The object as it is; nil if there is none.
  public let live: JSON?
  /// The object as it would be; nil if it would go.
  public let desired: JSON?

  /// The sides of a difference, with as much of their values as may be shown.
  public init(_ diff: ObjectDiff, disclosure: Disclosure) {
    let output = MachineReadable(disclosure)
    let decision = diff.decision
    if case .write(let object) = decision.outcome {
      let comparison = ObjectComparison(object, live: decision.live, includesBookkeeping: diff.includesBookkeeping)
      live = comparison.liveObject().map(output.object)
      desired = output.object(comparison.desiredObject())
    } else {
      let nothing = DesiredObject(namespace: "", name: "")
      let comparison = ObjectComparison(nothing, live: decision.live, includesBookkeeping: diff.includesBookkeeping)
      live = comparison.liveObject().map(output.object)
      desired = nil
    }
  }
}

extension ObjectComparison {
  /// The desired object as far as it is compared.
  func desiredObject() -> DesiredObject {
    var object = desired
    object.labels = shown(desired.labels)
    object.annotations = shown(desired.annotations)
    if isOwnershipOpen { object.ownerReferences = object.ownerReferences.filter { !Self.isAnonymous($0) } }
    object.body = desired.body.filter { $0.name != "status" }
    return object
  }

  private func shown(_ values: [String: DesiredValue]) -> [String: DesiredValue] {
    var values = values.filter { isCompared($0.key) }
    for (key, value) in values where holdsManifest(key) { values[key] = DesiredValue(value.content) }
    return values
  }

  /// The live object as far as it is compared; nil if there is none.
  func liveObject() -> DesiredObject? {
    guard let live else { return nil }
    var object = DesiredObject(
      apiVersion: live.apiVersion, kind: live.kind, namespace: live.namespace ?? "", name: live.name)
    object.labels = self.live(live.labels, desired.labels)
    object.annotations = self.live(live.annotations, desired.annotations)
    let metadata = live.json["metadata"]
    object.finalizers = (metadata?["finalizers"]?.array ?? []).compactMap(\.string)
    object.ownerReferences = metadata?["ownerReferences"]?.array ?? []
    if object.isSecret {
      let secret = LiveSecret(live)
      object.type = secret.type
      object.isImmutable = live.json["immutable"]?.bool
      object.data = secret.data.mapValues { DesiredValue(.known($0)) }
    } else {
      let leaves = Dictionary(desiredLeaves().map { ($0.path, $0.value) }) { $1 }
      object.body = (live.json.object ?? [:]).filter { Self.isBody($0.key) }
        .map { DesiredNode.Member($0.key, node($0.value, at: [$0.key], desired: leaves)) }
    }
    return object
  }

  private func live(_ texts: [String: String], _ desired: [String: DesiredValue]) -> [String: DesiredValue] {
    var values: [String: DesiredValue] = [:]
    for (key, text) in texts where isCompared(key) {
      let isPlain = if case .plain = side(text, key: key, desired: desired[key]) { true } else { false }
      values[key] = DesiredValue(.known(SecretBytes(utf8: text)), isSecret: !isPlain)
    }
    return values
  }

  private func node(_ json: JSON, at path: FieldPath, desired leaves: [FieldPath: DesiredValue]) -> DesiredNode {
    if let members = json.object, !members.isEmpty {
      return .object(members.map { .init($0.key, node($0.value, at: path.member($0.key), desired: leaves)) })
    }
    if let elements = json.array, !elements.isEmpty {
      return .array(elements.enumerated().map { node($1, at: path.element($0), desired: leaves) })
    }
    let text = SecretBytes(utf8: Self.text(json))
    let value = DesiredValue(.known(text), isSecret: leaves[path].map { $0.isSecret || $0.bytes != text } ?? true)
    return json.string == nil ? .literal(value) : .string(value)
  }
}
