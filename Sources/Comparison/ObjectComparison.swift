// The desired object and the live one, part by part.

import Basics
import ExternalSecrets
import Reconciliation

/// Compares a desired object with the live one.
struct ObjectComparison {
  let desired: DesiredObject
  let live: Manifest?
  private let includesBookkeeping: Bool

  init(_ desired: DesiredObject, live: Manifest?, includesBookkeeping: Bool) {
    self.desired = desired
    self.live = live
    self.includesBookkeeping = includesBookkeeping
  }

  func changes() -> [Change] {
    var changes = desired.isSecret ? secretFields() : []
    changes += finalizers() + owners()
    changes += strings("labels", desired.labels, live?.labels ?? [:])
    changes += strings("annotations", desired.annotations, live?.annotations ?? [:])
    changes += desired.isSecret ? data() : body()
    return changes
  }

  /// What goes when the live object is deleted.
  static func deletion(of live: Manifest) -> [Change] {
    guard live.objectKind == .secret else { return [] }
    return LiveSecret(live).data.sorted { $0.key < $1.key }.map { key, value in
      Change(path: ["data", key.text], old: .secret(value), new: nil)
    }
  }

  private func secretFields() -> [Change] {
    let secret = live.map(LiveSecret.init)
    var changes: [Change] = []
    if let type = desired.type {
      let change = Change(path: ["type"], old: secret.map { .plain($0.type) }, new: .plain(type))
      if change.kind != .unchanged { changes.append(change) }
    }
    if desired.isImmutable ?? false, secret?.isImmutable != true {
      changes.append(
        Change(path: ["immutable"], old: secret.map { .plain($0.isImmutable ? "true" : "false") }, new: .plain("true")))
    }
    return changes
  }

  /// What holds back the object's deletion, if that changes.
  private func finalizers() -> [Change] {
    let old = (live?.json["metadata"]?["finalizers"]?.array ?? []).compactMap(\.string)
    guard old != desired.finalizers else { return [] }
    let side: ([String]) -> Change.Side? = { $0.isEmpty ? nil : .plain($0.joined(separator: ", ")) }
    return [Change(path: ["metadata", "finalizers"], old: side(old), new: side(desired.finalizers))]
  }

  /// Who controls the object, if that changes.
  private func owners() -> [Change] {
    let name: (JSON?) -> Change.Side? = { owner in
      owner.map { .plain("\($0["kind"]?.string ?? "")/\($0["name"]?.string ?? "")") }
    }
    let (old, new) = (name(liveOwner), name(desiredOwner))
    guard new != old, !isOwnershipOpen else { return [] }
    return [Change(path: ["metadata", "ownerReferences"], old: old, new: new)]
  }

  private var liveOwner: JSON? { Self.controller(live?.json["metadata"]?["ownerReferences"]?.array ?? []) }
  private var desiredOwner: JSON? { Self.controller(desired.ownerReferences) }

  private static func controller(_ owners: [JSON]) -> JSON? { owners.first { $0["controller"]?.bool == true } }

  /// Whether the object is there before the ExternalSecret that is to own it.
  ///
  /// No reference can be written to an owner that has no identity yet, so its absence is no difference.
  var isOwnershipOpen: Bool { live != nil && liveOwner == nil && desiredOwner.map(Self.isAnonymous) == true }

  /// Whether a reference is to an owner that isn't in the cluster yet.
  static func isAnonymous(_ owner: JSON) -> Bool { owner["uid"]?.string?.isEmpty != false }

  private func strings(_ field: String, _ new: [String: DesiredValue], _ old: [String: String]) -> [Change] {
    let keys = Set(new.keys).union(old.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return keys.compactMap { key in
      guard isCompared(key) else { return nil }
      let value = new[key]
      let change = Change(
        path: FieldPath(["metadata", field, key].map(FieldPath.Step.member)),
        old: old[key].map { side($0, key: key, desired: value) }, new: value.map { self.new($0, key: key) },
        provenance: value?.provenance ?? Provenance())
      return change
    }
  }

  /// Whether a label or annotation counts.
  func isCompared(_ key: String) -> Bool { includesBookkeeping || key != Bookkeeping.dataHashAnnotation }

  /// A live label or annotation.
  ///
  /// Its text is only shown where it can't come from a secret.
  func side(_ text: String, key: String, desired: DesiredValue?) -> Change.Side {
    let isBookkeeping = key == Bookkeeping.managedLabel || key == Bookkeeping.createdByLabel
    if isBookkeeping { return .plain(text) }
    if let desired, !desired.isSecret, desired.bytes == SecretBytes(utf8: text), !holdsManifest(key) {
      return .plain(text)
    }
    return .secret(SecretBytes(utf8: text))
  }

  private func new(_ value: DesiredValue, key: String) -> Change.Side {
    guard holdsManifest(key), let bytes = value.bytes else { return Change.Side(value) }
    return .secret(bytes)
  }

  /// Whether an annotation repeats a whole manifest, and so perhaps a Secret's values.
  func holdsManifest(_ key: String) -> Bool { key == Bookkeeping.lastAppliedAnnotation }

  private func data() -> [Change] {
    let old = live.map { LiveSecret($0).data } ?? [:]
    return Set(desired.data.keys).union(old.keys).sorted().map { key in
      let value = desired.data[key]
      return Change(
        path: ["data", key.text], old: old[key].map { .secret($0) }, new: value.map { Change.Side($0) },
        provenance: value?.provenance ?? Provenance())
    }
  }

  /// The fields of another kind of object, leaf by leaf.
  private func body() -> [Change] {
    var old: [FieldPath: JSON] = [:]
    for member in live?.json.object ?? [:] where Self.isBody(member.key) {
      flatten(member.value, at: [member.key], into: &old)
    }
    var changes = desiredLeaves().map { path, value in
      let text = old.removeValue(forKey: path).map(Self.text)
      let before: Change.Side? = text.map {
        !value.isSecret && value.bytes == SecretBytes(utf8: $0) ? .plain($0) : .secret(SecretBytes(utf8: $0))
      }
      return Change(path: path, old: before, new: Change.Side(value), provenance: value.provenance)
    }
    changes += old.map { Change(path: $0.key, old: .secret(SecretBytes(utf8: Self.text($0.value))), new: nil) }
    return changes.sorted { $0.path.description.utf8.lexicographicallyPrecedes($1.path.description.utf8) }
  }

  /// Whether a member of an object is neither its name nor what its controller reports.
  static func isBody(_ member: String) -> Bool {
    !["apiVersion", "kind", "metadata", "status"].contains(member)
  }

  func desiredLeaves() -> [(path: FieldPath, value: DesiredValue)] {
    var leaves: [(path: FieldPath, value: DesiredValue)] = []
    for member in desired.body where Self.isBody(member.name) {
      flatten(member.node, at: [member.name], into: &leaves)
    }
    return leaves
  }

  private func flatten(
    _ node: DesiredNode, at path: FieldPath, into leaves: inout [(path: FieldPath, value: DesiredValue)]
  ) {
    switch node {
    case .plain(let plain):
      var flat: [FieldPath: JSON] = [:]
      flatten(plain.json, at: path, into: &flat)
      leaves += flat.map { ($0.key, DesiredValue(plain: Self.text($0.value))) }
    case .string(let value), .literal(let value): leaves.append((path, value))
    case .object(let members):
      for member in members { flatten(member.node, at: path.member(member.name), into: &leaves) }
    case .array(let nodes):
      for (index, node) in nodes.enumerated() { flatten(node, at: path.element(index), into: &leaves) }
    }
  }

  private func flatten(_ json: JSON, at path: FieldPath, into leaves: inout [FieldPath: JSON]) {
    if let members = json.object, !members.isEmpty {
      for member in members { flatten(member.value, at: path.member(member.key), into: &leaves) }
    } else if let elements = json.array, !elements.isEmpty {
      for (index, element) in elements.enumerated() { flatten(element, at: path.element(index), into: &leaves) }
    } else {
      leaves[path] = json
    }
  }

  static func text(_ json: JSON) -> String { json.string ?? json.text() }
}
