import Basics
import GoTemplate
import TestSupport
import Testing

/// What the real controller's templates gave for each recorded input.
@Suite("Recorded answers of the controller's templates")
struct RecordedTemplatesTests {
  private static let isEnabled = SharedOracle.isPresent
  private static let comment = Comment(rawValue: SharedOracle.absence)

  @Test(
    "every function gives what it gave in the controller, byte for byte", .enabled(if: isEnabled, comment),
    arguments: RecordedTemplate.all("templates", data: "templates-data"))
  func templates(_ recorded: RecordedTemplate) { recorded.check() }

  @Test(
    "PEM, PKCS#12, JWK and RSA give what they gave in the controller", .enabled(if: isEnabled, comment),
    arguments: RecordedTemplate.all("templates-crypto", data: "templates-crypto-data"))
  func cryptography(_ recorded: RecordedTemplate) { recorded.check() }

  @Test(
    "templates found in the wild render as in the controller", .enabled(if: isEnabled, comment),
    arguments: RecordedTemplate.all("templates-wild", data: nil))
  func wild(_ recorded: RecordedTemplate) { recorded.check() }
}

/// One recorded template with its answer.
struct RecordedTemplate: Sendable, CustomTestStringConvertible {
  var id: String
  var template: String
  var data: [String: String]
  var output: [UInt8]?
  var error: String?
  var testDescription: String { id }

  static func all(_ name: String, data shared: String?) -> [RecordedTemplate] {
    let common = shared.flatMap { try? JSON.parse(SharedOracle.bytes("vectors/\($0).json"), locating: false) }
    return SharedOracle.lines("vectors/\(name).jsonl").map { line in
      let members = (line["data"] ?? common)?.object ?? [:]
      return RecordedTemplate(
        id: line["id"]?.string ?? "", template: line["template"]?.string ?? "",
        data: Dictionary(members.map { (dataKey($0.key), $0.value.string ?? "") }, uniquingKeysWith: { $1 }),
        output: line["expect"]?["out"]?.string.flatMap { Base64.standard.decode($0) },
        error: line["expect"]?["error"]?.string)
    }
  }

  /// The key under which the controller hands a member on: other characters than these become underscores.
  private static func dataKey(_ member: String) -> String {
    String(member.map { $0.isLetter || $0.isNumber || "-._".contains($0) ? $0 : "_" })
  }

  func check() {
    do throws(TemplateError) {
      let rendered = try Rendering.render(template, data)
      let (found, expected) = (String(decoding: rendered, as: UTF8.self), String(decoding: output ?? [], as: UTF8.self))
      #expect(rendered == output, "\(id): \(template)\n found: \(found)\n expected: \(error ?? expected)")
    } catch {
      #expect(error.message == self.error, "\(id): \(template)")
    }
  }
}
