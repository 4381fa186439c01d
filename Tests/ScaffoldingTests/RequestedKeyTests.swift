import Basics
import ExternalSecrets
import Testing

import Scaffolding

@Suite struct RequestedKeyTests {
  @Test(
    "SECRETKEY=REMOTEKEY[#PROPERTY][@VERSION] is taken apart, escapes included",
    arguments: [
      ("a=b", "a", "b", "", ""), ("a=b#c", "a", "b", "c", ""), ("a=b@v", "a", "b", "", "v"),
      ("a=b#c@v", "a", "b", "c", "v"), ("a=b=c#d", "a", "b=c", "d", ""),
      (##"a=b\#c"##, "a", "b#c", "", ""),
      (#"a=me\@example.com"#, "a", "me@example.com", "", ""), ("a=b#c#d", "a", "b", "c#d", ""),
      (#"a=b#c\.d"#, "a", "b", #"c\.d"#, ""), ("a=b@x#c", "a", "b@x", "c", ""),
      ("a=b@uuid/1-2", "a", "b", "", "uuid/1-2"),
      ("a=arn:aws:ssm:eu-west-1:1:parameter/x", "a", "arn:aws:ssm:eu-west-1:1:parameter/x", "", ""),
    ])
  func parses(text: String, key: String, remote: String, property: String, version: String) throws {
    let parsed = try RequestedKey(parsing: text)
    #expect(parsed.secretKey == key)
    #expect(parsed.remote == RemoteReference(key: remote, property: property, version: version))
  }

  @Test(
    "What has no key, no remote key, or an empty part is refused",
    arguments: ["", "a", "=b", "a=", "a=#c", "a=b#", "a=b@", "a=@v"])
  func refuses(text: String) {
    #expect(throws: LocatedError.self) { try RequestedKey(parsing: text) }
  }
}
