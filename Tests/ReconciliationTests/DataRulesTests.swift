import Basics
import ExternalSecrets
import Reconciliation
import Testing

/// What the entries come to: order, missing secrets, no data at all.
@Suite struct DataRulesTests {
  @Test("dataFrom in order, then data in order: later entries overwrite earlier keys")
  func order() async throws {
    let spec = """
      dataFrom: [{extract: {key: app/one}}, {extract: {key: app/two}}]
      data: [{secretKey: C, remoteRef: {key: user}}, {secretKey: C, remoteRef: {key: pass}}]
      target: {deletionPolicy: Merge}
      """
    #expect(try await Scenario.decide(spec).data == ["A": "1", "B": "3", "C": "p4ssw0rd"])
  }

  @Test(
    "\"Secret does not exist\" is an error under Retain, and passes the entry over under Delete and Merge",
    arguments: ["Retain", "Delete", "Merge"])
  func missingSecret(policy: String) async throws {
    let spec = """
      target: {deletionPolicy: \(policy)}
      data: [{secretKey: a, remoteRef: {key: nope}}, {secretKey: b, remoteRef: {key: user}}]
      """
    let decision = try await Scenario.decide(spec)
    if policy == "Retain" {
      #expect(decision.outcome.word == "refuse" && decision.condition?.reason == "SecretSyncedError")
      #expect(decision.condition?.message == "could not get secret data from provider")
      #expect(decision.failure?.message == "Secret does not exist: no nope in the fake values of store")
      #expect(decision.failure?.path?.description == "spec.data[0]")
    } else {
      #expect(decision.data == ["b": "admin"])
      #expect(decision.notes.contains { $0.path?.description == "spec.data[0]" })
    }
  }

  @Test("Any other error fails the object whatever the deletionPolicy")
  func otherErrors() async throws {
    let spec = "target: {deletionPolicy: Delete}\ndataFrom: [{extract: {key: user}}]\n" + Scenario.one
    #expect(try await Scenario.decide(spec).outcome.word == "refuse")
  }

  @Test("No data: Delete deletes, Retain leaves the target alone as synced, Merge goes on with empty data")
  func noData() async throws {
    let missing = "data: [{secretKey: a, remoteRef: {key: nope}}]"
    let deleted = try await Scenario.decide("target: {deletionPolicy: Delete}\n" + missing)
    #expect(deleted.outcome.word == "delete" && deleted.condition?.reason == "SecretDeleted")
    let retained = try await Scenario.decide("dataFrom: [{extract: {key: empty-object}}]")
    #expect(retained.outcome.word == "keep" && retained.condition?.reason == "SecretSynced")
    let merged = try await Scenario.decide("target: {deletionPolicy: Merge}\n" + missing)
    #expect(merged.data == [:] && merged.condition?.reason == "SecretSynced")
  }

  @Test("deletionPolicy Delete without creationPolicy Owner fails instead of deleting")
  func deleteWithoutOwner() async throws {
    let spec = "target: {deletionPolicy: Delete, creationPolicy: Orphan}\ndataFrom: [{extract: {key: empty-object}}]"
    let decision = try await Scenario.decide(spec)
    #expect(decision.outcome.word == "refuse")
  }

  @Test("JSON null is an empty value, by property and by extract alike")
  func null() async throws {
    let spec = "dataFrom: [{extract: {key: db}}]\ndata: [{secretKey: p, remoteRef: {key: db, property: none}}]"
    let data = try await Scenario.decide(spec).data
    #expect(data?["none"]?.isEmpty == true && data?["p"]?.isEmpty == true)
  }

  @Test("Numbers: extract keeps the text, a property takes Go's shortest form")
  func numbers() async throws {
    let spec = "dataFrom: [{extract: {key: db}}]\ndata: [{secretKey: p, remoteRef: {key: db, property: 'n'}}]"
    let data = try await Scenario.decide(spec).data
    #expect(data?["n"] == "1.10" && data?["p"] == "1.1")
  }
}
