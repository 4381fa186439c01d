import Foundation
import GoTemplate
import Testing

@testable import TemplateFunctions

@Suite("Strange arguments")
struct StrangeArgumentsTests {
  /// Functions that make keys or stretch passwords: slow, and tested by themselves.
  private static let slow: Set<String> = ["bcrypt", "htpasswd", "derivePassword", "genPrivateKey"]

  private static let names = Rendering.functions.keys.filter { !slow.contains($0) && !$0.hasPrefix("gen") }.sorted()

  @Test(
    "no function traps, whatever it is given; a seed in STRANGE_SEED and a count in STRANGE_COUNT make it another run")
  func nothingTraps() {
    let environment = ProcessInfo.processInfo.environment
    var random = SplitMix(state: environment["STRANGE_SEED"].flatMap { UInt64($0) } ?? 2026)
    let count = environment["STRANGE_COUNT"].flatMap { Int($0) } ?? 40
    var results = 0
    for name in Self.names {
      guard let function = Rendering.functions[name] else { continue }
      for _ in 0..<count {
        var types = function.parameters
        if let variadic = function.variadic {
          types += [GoType](repeating: variadic, count: Int.random(in: 0...3, using: &random))
        }
        let arguments = types.map { Self.value(of: $0, &random, depth: 0) }
        // What comes back, a value or an error, is as it may be; that it comes back is the point.
        if (try? function.body(arguments, Rendering.context(byteLimit: 1 << 18))) != nil { results += 1 }
      }
    }
    #expect(results > 0)
  }

  private static func value(of type: GoType, _ random: inout SplitMix, depth: Int) -> GoValue {
    switch type {
    case .int(let kind): return .int(integers.randomElement(using: &random) ?? 0, kind)
    case .bool: return .bool(Bool.random(using: &random))
    case .float64: return .float(floats.randomElement(using: &random) ?? 0)
    case .string, .namedString: return .string(text(&random))
    case .slice(let element):
      return .slice(
        GoSlice(
          (0..<Int.random(in: 0...3, using: &random)).map { _ in value(of: element, &random, depth: depth + 1) },
          of: element))
    case .map(let element):
      let map = GoMap(of: element)
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        map[text(&random)] = value(of: element, &random, depth: depth + 1)
      }
      return .map(map)
    case .named("time.Time"):
      return .object(GoTime(seconds: integers.randomElement(using: &random) ?? 0, nanoseconds: 999_999_999))
    case .any, .named, .complex128, .reflectValue: return anything(&random, depth: depth)
    }
  }

  private static func anything(_ random: inout SplitMix, depth: Int) -> GoValue {
    let choices: [GoType] = [
      .int(.int), .int(.int64), .int(.uint64), .bool, .float64, .string, .string, .named("time.Time"),
    ]
    let nested: [GoType] = depth < 2 ? [.slice(.any), .slice(.string), .map(.any), .map(.string)] : []
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return .null
    case 1: return .bytes(text(&random))
    case 2: return .object(GoDuration(integers.randomElement(using: &random) ?? 0))
    default:
      return (choices + nested).randomElement(using: &random).map { value(of: $0, &random, depth: depth) } ?? .null
    }
  }

  /// One of the texts that mean something to some function, perhaps cut, doubled or with a byte changed.
  private static func text(_ random: inout SplitMix) -> [UInt8] {
    var text = texts.randomElement(using: &random) ?? []
    switch Int.random(in: 0..<6, using: &random) {
    case 0: text = Array(text.prefix(Int.random(in: 0...text.count, using: &random)))
    case 1: text += texts.randomElement(using: &random) ?? []
    case 2 where !text.isEmpty:
      text[Int.random(in: text.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
    default: break
    }
    return text
  }

  private static let integers: [Int64] = [
    0, 1, -1, 2, 3, 5, 7, 63, 64, 100, 255, 4096, -100, .max, .min, .max - 1, .min + 1, 1 << 32, -1 << 33,
    253_402_300_800,
  ]
  private static let floats: [Double] = [
    0, -0.0, 1, -1.5, 0.5, 1e300, -1e300, .leastNonzeroMagnitude, .infinity, -.infinity, .nan, 9.3e18, 1e15, 123456.789,
  ]
  private static let texts: [[UInt8]] =
    [
      "", "a", "Hello World", "é☃😀\u{A0}", "a,b,,c", "-7", "3.75", "1e400", "0x1F", "0b", "1_0", "+", "%", "%zz", "((",
      "[a-", "a*", "(?P<n>a)",
      "${1}", "$n", "{\"a\":[1,2,{\"b\":null}]}", "a: {b: [1, yes]}\n", "aGVsbG8=", "MFSG22LO", "68656c6c6f",
      "2006-01-02T15:04:05.000Z07:00",
      "2021-03-04T05:06:07.123+05:30", "Mon Jan _2 __2 002 MST PM", "UTC", "1h2m3.5s", "-9223372036854775808ns",
      "1.2.3-rc.1+b", ">=1.2 <3 || ~4.x",
      "^0.0.3", "1.2 - 1.4", "https://u:p@[fe80::1%25en0]:80/a%2Fb?q#f", "postgres://a:1,b:2/d", "../a/./b//", "leaf",
      "root", "RSA-OAEP", "SHA1",
      "CERTIFICATE", "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
      "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQ\",\"d\":\"AQ\",\"p\":\"Aw\",\"q\":\"BQ\"}",
      "-----BEGIN X: Y-----\na: b\n\nAAAA\n-----END X: Y-----\n", "http_serverHTTP2xx FooBar",
      "line one\nline two\r\n\n",
    ].map { Array($0.utf8) } + [[0xFF, 0xFE, 0], Array(repeating: 0x5B, count: 3000)]
    + CryptoFixtures.data.values.sorted().flatMap { [Array($0.utf8), Data(base64Encoded: $0).map { Array($0) } ?? []] }
}

/// A small generator of random numbers that can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
