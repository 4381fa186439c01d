// The Secret as kubernetes-external-secrets writes it: whole, over its template, whatever was there before.

internal import Basics
internal import ExternalSecrets
internal import Lodash

/// Builds the Secret of one legacy object.
struct LegacySecret {
  let object: LegacyExternalSecret
  let data: LegacyData
  /// The Secret as it is; nil if there is none.
  let live: LiveSecret?

  /// A Secret, and what is worth knowing about it.
  struct Built {
    var object: DesiredObject
    var notes: [LocatedError] = []
  }

  private var manifest: Manifest { object.manifest }

  func build() throws(LegacyFailure) -> Built {
    var built = Built(object: DesiredObject(namespace: object.namespace, name: manifest.name))
    built.object.type = object.type
    built.object.unknownEntries = data.unknownEntries
    built.object.ownerReferences = [owner]
    if let template = object.template, template.object != nil {
      try LegacyTemplate(object: object, data: data).apply(template, to: &built)
    }
    for (key, value) in data.entries { built.object.data[key] = value }
    for (key, value) in try LegacyTemplate(object: object, data: data).stringData(&built) {
      built.object.data[key] = value
    }
    guard let live else { return try checked(built, live: nil) }
    return isLeftAlone(built.object, live) ? kept(built, live) : try checked(built, live: live)
  }

  /// Its own owner reference; for an object that isn't in the cluster the uid the Secret knows.
  private var owner: JSON {
    let known = live?.manifest.ownerReferences.first {
      $0["kind"]?.string == manifest.kind && $0["name"]?.string == manifest.name
        && $0["apiVersion"]?.string == manifest.apiVersion
    }
    return [
      "apiVersion": .string(manifest.apiVersion), "controller": true, "kind": .string(manifest.kind),
      "name": .string(manifest.name), "uid": .string(manifest.uid ?? known?["uid"]?.string ?? ""),
    ]
  }

  // MARK: Whether anything is written

  /// Whether labels, annotations and data are equal, which is all the controller compares.
  ///
  /// It compares JSON text: data whose keys don't come in the API server's order differs each time.
  private func isLeftAlone(_ object: DesiredObject, _ live: LiveSecret) -> Bool {
    guard object.isCertain else { return false }
    func texts(_ values: [String: DesiredValue]) -> [String: String] {
      values.compactMapValues { $0.bytes.map { String(decoding: $0.reveal(), as: UTF8.self) } }
    }
    return texts(object.labels) == live.manifest.labels && texts(object.annotations) == live.manifest.annotations
      && object.data.compactMapValues(\.bytes) == live.data && data.order == data.order.sorted()
  }

  /// The live Secret with what it is made from: type, owners and the rest stay as they are.
  private func kept(_ built: Built, _ live: LiveSecret) -> Built {
    var built = built
    if built.object.type != live.type {
      built.notes.append(
        manifest.error(
          "the Secret's type stays \(live.type): kubernetes-external-secrets compares labels, annotations and data only",
          at: object.root, hint: "delete the Secret so that it is created anew"))
    }
    built.object.type = live.type
    built.object.isImmutable = live.manifest.json["immutable"]?.bool
    built.object.finalizers = live.manifest.finalizers
    built.object.ownerReferences = live.manifest.ownerReferences
    return built
  }

  /// Refuses what the API server would refuse.
  private func checked(_ built: Built, live: LiveSecret?) throws(LegacyFailure) -> Built {
    if let live, live.isImmutable {
      let isChanged = built.object.data.compactMapValues(\.bytes) != live.data || !built.object.isCertain
      guard built.object.isImmutable == true, !isChanged else {
        throw LegacyFailure(
          error: manifest.error(
            "the Secret \(manifest.name) is immutable, and can't be written over", at: object.root,
            hint: "delete the Secret so that it is created anew"))
      }
    }
    let problems = ServerValidation(object: built.object, live: live).problems()
    guard let first = problems.first else { return built }
    let list = problems.map { "\($0.field): \($0.message)" }.joined(separator: ", ")
    throw LegacyFailure(
      error: manifest.error(
        "Secret \"\(manifest.name)\" is invalid: \(problems.count > 1 ? "[\(list)]" : list)",
        at: first.source ?? object.root, hint: first.hint))
  }
}
