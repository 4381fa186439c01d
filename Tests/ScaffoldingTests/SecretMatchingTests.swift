import Basics
import ExternalSecrets
import Testing

@testable import Scaffolding

@Suite struct SecretMatchingTests {
  private static func candidate(_ key: String, _ property: String = "", _ fingerprint: UInt8?)
    -> SecretMatching.Candidate
  {
    .init(RemoteReference(key: key, property: property), fingerprint: fingerprint.map { [$0] })
  }

  private let matching = SecretMatching(
    secret: "db",
    candidates: [
      candidate("aaa", "password", 1), candidate("prod/db", "password", 1), candidate("prod/db-old", "password", 1),
      candidate("prod/db", "username", 2), candidate("zzz", "unrelated", 3), candidate("prod/db", "host", nil),
    ])

  @Test("Of several places with the same value the one named for Secret and key wins")
  func prefersNames() {
    let expected = RemoteReference(key: "prod/db", property: "password")
    #expect(matching.match(key: "password", fingerprint: [1]) == .value(expected, isNamed: true))
  }

  @Test("The same value under another name is a match that says so; a name alone is one too; else there is none")
  func tellsMatchesApart() {
    let unrelated = RemoteReference(key: "zzz", property: "unrelated")
    #expect(matching.match(key: "token", fingerprint: [3]) == .value(unrelated, isNamed: false))
    let host = RemoteReference(key: "prod/db", property: "host")
    #expect(matching.match(key: "host", fingerprint: [9]) == .name(host))
    #expect(matching.match(key: "nothing", fingerprint: [9]) == .none)
  }

  @Test("Names with the Secret's words come first, as many as are wanted")
  func ranksNames() {
    let names = ["zeta", "prod/other", "prod/shop-db/password", "shop-db", "a"]
    let likely = SecretMatching.likely(names, for: "shop-db", keys: ["password"], limit: 2)
    #expect(likely == ["prod/shop-db/password", "shop-db"])
  }
}

@Suite struct WorkloadPatchTests {
  @Test(
    "Keys become variables as shells know them",
    arguments: [("password", "PASSWORD"), ("tls.key", "TLS_KEY"), ("api-key", "API_KEY"), ("1st", "_1ST")])
  func namesVariables(key: String, variable: String) {
    #expect(Wiring.variableName(key) == variable)
  }
}

@Suite struct LineDiffTests {
  @Test("Changed lines stand among those around them, and far ones are left out")
  func shows() {
    let old = (1...20).map(String.init).joined(separator: "\n")
    let new = old.replacing("\n10\n", with: "\nten\n")
    #expect(LineDiff.lines(old, new, context: 1) == ["  9", "- 10", "+ ten", "  11"])
    #expect(LineDiff.lines(old, old).isEmpty)
    #expect(LineDiff.lines("", "a\n") == ["+ a"])
    let both = new.replacing("\n18\n", with: "\n")
    #expect(LineDiff.lines(old, both, context: 0) == ["- 10", "+ ten", "  …", "- 18"])
  }
}

@Suite struct ShellTextTests {
  @Test("Words are quoted where a shell would read them otherwise")
  func quotes() {
    #expect(ShellText.quoted("prod/db#password") == "prod/db#password")
    #expect(ShellText.quoted("") == "''" && ShellText.quoted("#a") == "'#a'")
    #expect(ShellText.quoted("a'b $c") == #"'a'\''b $c'"#)
  }
}

@Suite struct AccessPolicyTests {
  private func policy(_ service: AWSProvider.Service, _ keys: [String], region: String = "eu-west-1") -> String {
    var request = ExternalSecretRequest(name: "x")
    request.data = keys.map { RequestedKey(secretKey: "a", remote: RemoteReference(key: $0)) }
    let store = AWSStoreRequest(
      StoreReference(name: "aws"), namespace: nil, version: "v1", service: service, region: region, role: nil,
      authentication: .controller)
    return AccessPolicy(store, AccessPolicy.Reads(request)).permissions.text()
  }

  @Test("The policy names the keys that are read, each once, and nothing else")
  func isLimited() {
    let text = policy(.secretsManager, ["prod/db", "prod/db", "arn:aws:secretsmanager:eu-west-1:1:secret:x-AbCdEf"])
    let arns = [
      "arn:aws:secretsmanager:eu-west-1:*:secret:prod/db-??????", "arn:aws:secretsmanager:eu-west-1:1:secret:x-AbCdEf",
    ]
    #expect(text.contains(#""Resource":["\#(arns[0])","\#(arns[1])"]"#), "\(text)")
    #expect(!text.contains("ListSecrets"))
    #expect(policy(.parameterStore, ["/prod/db"]).contains("arn:aws:ssm:eu-west-1:*:parameter/prod/db\""))
  }

  @Test("Partitions follow the region", arguments: [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")])
  func knowsPartitions(region: String, partition: String) {
    #expect(policy(.secretsManager, ["a"], region: region).contains("arn:\(partition):secretsmanager:\(region)"))
  }
}
