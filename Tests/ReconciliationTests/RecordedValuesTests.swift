import Basics
import ExternalSecrets
import Reconciliation
import TestSupport
import Testing

/// What the real controller did with each recorded input (`vectors/values.jsonl`).
@Suite struct RecordedValuesTests {
  @Test(
    "The engine decides what the controller did, and its object is the controller's, byte for byte",
    .enabled(if: SharedOracle.isPresent, Comment(rawValue: SharedOracle.absence)),
    arguments: SharedOracle.lines("vectors/values.jsonl").map(RecordedCase.init))
  func recorded(_ recorded: RecordedCase) async throws {
    let cluster = try ManifestCluster(yaml: recorded.manifests)
    let decision = try #require(await cluster.decisions().first)
    recorded.check(decision)
  }
}

/// One recorded input with its answer.
struct RecordedCase: Sendable, CustomTestStringConvertible {
  let json: JSON

  var id: String { json["id"]?.string ?? "" }
  var manifests: String { json["manifests"]?.string ?? "" }
  var testDescription: String { id }

  func check(_ decision: Decision) {
    let expect = json["expect"] ?? .null
    if expect["refused"] != nil {
      #expect(["refuse", "error"].contains(decision.outcome.word), "\(id): \(decision.outcome.word)")
      return
    }
    let condition = expect["condition"] ?? .null
    #expect(decision.condition?.status == condition["status"]?.string, "\(id): \(describe(decision))")
    #expect(decision.condition?.reason == condition["reason"]?.string, "\(id): \(describe(decision))")
    guard condition["status"]?.string == "True" else {
      #expect(["refuse", "skip"].contains(decision.outcome.word), "\(id): \(describe(decision))")
      // What it fails at leaves the Secret as it is.
      if let secret = expect["secret"], !secret.isNull { compare(decision, with: secret) }
      return
    }
    if let manifest = expect["manifest"], !manifest.isNull {
      for member in manifest.object ?? [:] {
        #expect(decision.json?[member.key] == member.value, "\(id): \(member.key)")
      }
      return
    }
    guard let secret = expect["secret"], !secret.isNull else {
      #expect(["keep", "delete"].contains(decision.outcome.word), "\(id): \(describe(decision))")
      return
    }
    compare(decision, with: secret)
  }

  private func compare(_ decision: Decision, with secret: JSON) {
    guard let object = decision.object.map(Decision.json) else {
      Issue.record("\(id): \(describe(decision))")
      return
    }
    let metadata = object["metadata"]
    #expect(metadata?["name"] == secret["name"], "\(id): name")
    #expect(object["type"] == secret["type"], "\(id): type")
    #expect(object["immutable"]?.bool ?? false == secret["immutable"]?.bool, "\(id): immutable")
    #expect(strings(metadata?["labels"]) == strings(secret["labels"]), "\(id): labels")
    var annotations = strings(metadata?["annotations"])
    annotations[Bookkeeping.dataHashAnnotation] = nil
    #expect(annotations == strings(secret["annotations"]), "\(id): annotations")
    let owners = (metadata?["ownerReferences"]?.array ?? []).compactMap { $0["name"]?.string }
    #expect(owners.contains("case") == secret["owned"]?.bool, "\(id): owned")
    #expect((metadata?["finalizers"]?.array ?? []) == secret["finalizers"]?.array, "\(id): finalizers")
    #expect(strings(object["data"]) == strings(secret["data"]), "\(id): data")
  }

  private func strings(_ json: JSON?) -> [String: String] {
    Dictionary(uniqueKeysWithValues: (json?.object ?? [:]).map { ($0.key, $0.value.string ?? "") })
  }

  private func describe(_ decision: Decision) -> String {
    let why = decision.failure.map(\.description) ?? decision.reason ?? ""
    return "\(decision.outcome.word) \(decision.condition?.reason ?? "-"): \(why)"
  }
}
