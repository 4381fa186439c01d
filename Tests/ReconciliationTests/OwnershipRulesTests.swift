import Basics
import ExternalSecrets
import Reconciliation
import Testing

/// What becomes of a target that is there, or isn't: policies, owners, managed keys, immutability.
@Suite struct OwnershipRulesTests {
  /// A live Secret named `case` that others wrote.
  private func live(
    metadata: String = "", type: String = "Opaque", more: String = "", data: String = "{old: value, out: stale}"
  ) -> String {
    """
    apiVersion: v1
    kind: Secret
    metadata:
      name: case
      namespace: default
      labels: {keep: me, reconcile.external-secrets.io/managed: "true"}
      annotations: {keepa: me}
    \(metadata)
    type: \(type)
    stringData: \(data)
    \(more)
    """
  }

  private func owner(_ name: String, kind: String = "ExternalSecret", apiVersion: String = "external-secrets.io/v1")
    -> String
  {
    "  ownerReferences: [{apiVersion: \(apiVersion), kind: \(kind), name: \(name), uid: u-1, controller: true}]"
  }

  private func decide(_ policy: String, live: String, spec: String = Scenario.one) async throws -> Decision {
    try await Scenario.decide("target: {creationPolicy: \(policy)}\n" + spec, more: live)
  }

  @Test(
    "Target absent: Owner creates and owns, Orphan and CreateOrMerge create, Merge waits, None writes nothing",
    arguments: ["Owner", "Orphan", "CreateOrMerge", "Merge", "None"])
  func absent(policy: String) async throws {
    let decision = try await decide(policy, live: "")
    switch policy {
    case "Merge":
      #expect(decision.outcome.word == "keep")
      #expect(decision.condition?.reason == "SecretMissing" && decision.condition?.status == "True")
    case "None": #expect(decision.outcome.word == "keep" && decision.condition?.reason == "SecretSynced")
    default:
      let object = try #require(decision.written)
      #expect(decision.data == ["out": "admin"])
      #expect(object.ownerReferences.isEmpty == (policy != "Owner"))
      #expect((object.labels[Bookkeeping.createdByLabel] != nil) == (policy == "Owner"))
      #expect(object.labels[Bookkeeping.managedLabel]?.bytes == SecretBytes(utf8: "true"))
    }
  }

  @Test(
    "Target present: Owner and Orphan replace the data, Merge and CreateOrMerge keep others' keys; labels are kept",
    arguments: ["Owner", "Orphan", "CreateOrMerge", "Merge"])
  func present(policy: String) async throws {
    let decision = try await decide(policy, live: live())
    let replaces = ["Owner", "Orphan"].contains(policy)
    #expect(decision.data == (replaces ? ["out": "admin"] : ["out": "admin", "old": "value"]))
    let object = try #require(decision.written)
    #expect(object.labels["keep"]?.provenance.isKept == true && object.annotations["keepa"] != nil)
    #expect(object.ownerReferences.count == (policy == "Owner" ? 1 : 0))
  }

  @Test("None leaves a target that is there alone")
  func nonePresent() async throws {
    #expect(try await decide("None", live: live()).outcome.word == "keep")
  }

  @Test(
    "A Secret another ExternalSecret controls is refused under every policy, whatever its API version",
    arguments: ["Owner", "Orphan", "CreateOrMerge", "Merge"])
  func ownedByAnother(policy: String) async throws {
    for version in ["external-secrets.io/v1", "external-secrets.io/v1beta1"] {
      let decision = try await decide(policy, live: live(metadata: owner("another", apiVersion: version)))
      #expect(decision.outcome.word == "refuse" && decision.condition?.reason == "SecretSyncedError")
      #expect(decision.condition?.message == "target is owned by another ExternalSecret")
      #expect(decision.failure?.message.contains("another") == true)
    }
  }

  @Test("A controller of another kind blocks Owner only")
  func ownedByOtherKind() async throws {
    let foreign = live(metadata: owner("app", kind: "Deployment", apiVersion: "apps/v1"))
    let owner = try await decide("Owner", live: foreign)
    #expect(owner.condition?.message == "failed to take ownership of target secret")
    #expect(try await decide("Merge", live: foreign).outcome.word == "write")
  }

  @Test("Its own owner reference stays under Owner, uid included, and goes under any other policy")
  func ownedBySelf() async throws {
    let own = live(metadata: owner("case"))
    let owner = try #require(try await decide("Owner", live: own).written)
    #expect(owner.ownerReferences.map { $0["uid"]?.string } == ["u-1"])
    let orphan = try #require(try await decide("Orphan", live: own).written)
    #expect(orphan.ownerReferences.isEmpty && orphan.labels[Bookkeeping.createdByLabel] == nil)
  }

  private let managed = """
      managedFields:
      - manager: externalsecrets.external-secrets.io/case
        operation: Update
        fieldsType: FieldsV1
        fieldsV1:
          f:data: {".": {}, "f:gone": {}, "f:out": {}}
          f:metadata: {"f:labels": {".": {}, "f:stale": {}}, "f:annotations": {"f:stale": {}}}
    """

  @Test("Keys, labels and annotations it wrote earlier and no longer writes are removed, also under Merge")
  func managedKeys() async throws {
    let live = live(metadata: managed, data: "{gone: x, out: y, old: z}")
      .replacing("keep: me", with: "keep: me, stale: label").replacing("keepa: me", with: "keepa: me, stale: note")
    let object = try #require(try await decide("Merge", live: live).written)
    #expect(object.data.keys.sorted() == ["old", "out"])
    #expect(object.labels.keys.sorted() == ["keep", Bookkeeping.managedLabel])
    #expect(object.annotations.keys.sorted() == ["keepa", Bookkeeping.dataHashAnnotation])
  }

  @Test("For ExternalSecret names of 28 to 63 bytes stale labels are never removed")
  func staleLabels() async throws {
    let name = String(repeating: "n", count: 40)
    let manager = Bookkeeping.fieldManager(name)
    let live = live(metadata: managed.replacing("externalsecrets.external-secrets.io/case", with: manager))
      .replacing("keep: me", with: "stale: label").replacing("name: case", with: "name: \(name)")
    let spec = "target: {creationPolicy: Merge}\n" + Scenario.one
    let decision = try await Scenario.decide(spec, metadata: "{name: \(name), namespace: default}", more: live)
    let object = try #require(decision.written)
    #expect(object.labels["stale"] != nil && object.labels["stale"]?.isSecret == true)
  }

  @Test("Field managers longer than 63 bytes are hashed")
  func fieldManager() {
    #expect(Bookkeeping.fieldManager("case") == "externalsecrets.external-secrets.io/case")
    let long = Bookkeeping.fieldManager(String(repeating: "n", count: 28))
    #expect(long.hasPrefix("externalsecrets.external-secrets.io/sha3/") && long.utf8.count == 41 + 56)
  }

  @Test("immutable sets the flag on creation, and never touches an existing Secret's data again")
  func immutable() async throws {
    let created = try #require(try await Scenario.decide("target: {immutable: true}\n" + Scenario.one).written)
    #expect(created.isImmutable == true && created.data["out"] != nil)
    let kept = try await Scenario.decide("target: {immutable: true}\n" + Scenario.one, more: live())
    #expect(kept.data == ["old": "value", "out": "stale"] && kept.written?.isImmutable == true)
    #expect(kept.condition?.reason == "SecretSynced")
  }

  @Test("A Secret that is already immutable, without the flag, fails when its data would change")
  func alreadyImmutable() async throws {
    let changed = try await decide("Owner", live: live(more: "immutable: true"))
    #expect(changed.condition?.message == "could not update secret, target is immutable")
    let same = try await decide("Owner", live: live(more: "immutable: true", data: "{out: admin}"))
    #expect(same.outcome.word == "write")
  }

  @Test("A live Secret that isn't managed yet gets the label first: it is said")
  func adoption() async throws {
    let unmanaged = live().replacing("reconcile.external-secrets.io/managed: \"true\"", with: "x: \"y\"")
    #expect(try await decide("Owner", live: unmanaged).notes.contains { $0.message.contains("not managed yet") })
    #expect(try await decide("Owner", live: live()).notes.isEmpty)
  }

  @Test("Renaming the target deletes the old Secret under Owner")
  func orphans() async throws {
    let old = live(metadata: "").replacing("name: case", with: "name: old-name")
      .replacing(
        "keep: me",
        with: "\(Bookkeeping.createdByLabel): \(ControllerHash.createdBy(namespace: "default", name: "case"))")
    #expect(try await decide("Owner", live: old).orphans.map(\.name) == ["old-name"])
    #expect(try await decide("Orphan", live: old).orphans.isEmpty)
    // Before anything can fail: here the template.
    let failing = "target: {template: {data: {a: '{{ .nope }}'}}}\n" + Scenario.one
    let failed = try await Scenario.decide(failing, more: old)
    #expect(failed.outcome.word == "refuse" && failed.orphans.map(\.name) == ["old-name"])
  }

  @Test("The type is the template's, else the live Secret's, else Opaque; the API server lets none change")
  func type() async throws {
    let template = "target: {template: {type: kubernetes.io/tls}}\ndataFrom: [{extract: {key: app/one}}]"
    let missing = try await Scenario.decide(template)
    #expect(missing.failure?.message.contains("data[tls.crt]: Required value") == true)
    let kept = try await Scenario.decide(Scenario.one, more: live(type: "example.com/own"))
    #expect(kept.written?.type == "example.com/own")
    let changed = try await Scenario.decide(
      "target: {template: {type: example.com/other}}\n" + Scenario.one, more: live(type: "example.com/own"))
    #expect(changed.failure?.message.contains("field is immutable") == true)
  }
}

/// What is shown of a target that stays.
@Suite struct KeptTargetTests {
  @Test("A Secret that stays as it is is the decision's object, every value of it kept from the live one")
  func kept() async throws {
    let live = """
      apiVersion: v1
      kind: Secret
      metadata:
        name: case
        namespace: default
        annotations: {\(Bookkeeping.dataHashAnnotation): x, note: why}
      stringData: {old: value}
      """
    let decision = try await Scenario.decide("target: {creationPolicy: None}\n" + Scenario.one, more: live)
    let object = try #require(decision.object)
    #expect(object.data["old"]?.bytes == SecretBytes(utf8: "value") && object.data.count == 1)
    #expect(object.data["old"]?.provenance.isKept == true)
    // Who wrote it, and from what, isn't known: an earlier template may have made it from a value.
    #expect(object.annotations["note"]?.isSecret == true)
    #expect(object.annotations[Bookkeeping.dataHashAnnotation]?.isSecret == true)
  }

  @Test("An ExternalSecret that is being deleted takes its target with it if it owns it, whatever the policies")
  func deletion() async throws {
    let metadata = "{name: case, namespace: default, uid: u, deletionTimestamp: '2026-11-23T23:44:52Z'}"
    func word(_ target: String, owner uid: String?, more: String = "") async throws -> String {
      let reference = uid.map {
        "ownerReferences: [{apiVersion: external-secrets.io/v1, kind: ExternalSecret, name: case, uid: \($0)}]"
      }
      let live = """
        apiVersion: v1
        kind: \(target.contains("ConfigMap") ? "ConfigMap" : "Secret")
        metadata: {name: case, namespace: default, \(reference ?? "")}
        """
      let spec = target + "\n" + Scenario.one
      return try await Scenario.decide(spec, metadata: metadata, more: live).outcome.word
    }
    #expect(try await word("", owner: "u") == "delete")
    #expect(try await word("target: {creationPolicy: Orphan}", owner: "u") == "delete")
    #expect(try await word("", owner: "another") == "keep")
    #expect(try await word("", owner: nil) == "keep")
    #expect(try await Scenario.decide(Scenario.one, metadata: metadata).outcome.word == "keep")
    let manifest =
      "target: {deletionPolicy: Delete, creationPolicy: Orphan, manifest: {apiVersion: v1, kind: ConfigMap}}"
    #expect(try await word(manifest, owner: nil) == "delete")
    #expect(try await word(manifest.replacing("Delete", with: "Retain"), owner: nil) == "keep")
  }
}

/// Bounds: what is made of thousands of values names only some of them.
@Suite struct ProvenanceBoundsTests {
  @Test("A template over 5,000 keys names their secret once, and 5,000 data entries only the first of them")
  func bounds() async throws {
    let members = (0..<5000).map { "\"k\($0)\": \"v\"" }.joined(separator: ", ")
    let store = """
      apiVersion: external-secrets.io/v1
      kind: SecretStore
      metadata: {name: big, namespace: default}
      spec: {provider: {fake: {data: [{key: big, value: '{\(members)}'}]}}}
      """
    let template = "target: {template: {data: {all: '{{ range . }}{{ . }}{{ end }}'}}}"
    let extracted = try await Scenario.decide(
      "dataFrom: [{extract: {key: big}, sourceRef: {storeRef: {name: big}}}]\n" + template, more: store)
    let provenance = try #require(extracted.written?.data["all"]?.provenance)
    #expect(provenance.origins.map(\.remoteKey) == ["big"] && provenance.omittedOrigins == 0)
    let entries = (0..<100).map { "- {secretKey: s\($0), remoteRef: {key: user}}" }.joined(separator: "\n")
    let listed = try await Scenario.decide("data:\n\(entries)\n" + template)
    let some = try #require(listed.written?.data["all"]?.provenance)
    #expect(some.origins.count == 20 && some.omittedOrigins == 80)
  }
}
