// Renders whatever libFuzzer thinks of, with the controller's functions.

import FuzzDriver
import GoTemplate
import TemplateFunctions

private enum Fuzzing {
  static let functions = TemplateFunctions.all()

  /// The data of a Secret: texts, some of which functions can make something of.
  static func data() -> GoValue {
    let texts: KeyValuePairs<String, String> = [
      "user": "admin", "pass": "p@ss w0rd/\u{E9}", "empty": "", "port": "5432",
      "json": #"{"a":[1,2.5,null,{"b":"c"}]}"#,
      "yaml": "a: &x [yes, 0o7]\nb: *x\n", "b64": "aGVsbG8=", "time": "2026-08-15T12:00:00Z", "version": "1.2.3-rc.1+b",
      "url": "postgres://u:p@[::1]:5432/db?x=%20", "pem": "-----BEGIN X-----\nAAAA\n-----END X-----\n",
    ]
    let map = GoMap(of: .string)
    for (key, text) in texts { map[key] = .string(Array(text.utf8)) }
    return .map(map)
  }
}

/// One input: a template, which is to be rendered or refused within the engine's limits, here set lower.
Fuzzer.run { bytes, count in
  let text = Array(UnsafeBufferPointer(start: bytes, count: count))
  guard let template = try? Template(text, name: "out", functions: Fuzzing.functions, missingKey: .error) else {
    return 0
  }
  var random: UInt8 = 0
  let context = CallContext(
    now: (1_786_795_200, 0),
    randomBytes: { count in
      (0..<count).map { _ in
        random = random &* 5 &+ 29
        return random
      }
    }, byteLimit: 4 << 20, workLimit: 4_000_000)
  _ = try? template.render(Fuzzing.data(), context: context)
  return 0
}
