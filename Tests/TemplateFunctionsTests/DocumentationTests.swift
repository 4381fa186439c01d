import Foundation
import GoTemplate
import Testing

@testable import TemplateFunctions

@Suite("The page of template functions")
struct DocumentationTests {
  /// The rows of `docs/template-functions.md`: function, arguments, result.
  private static let rows: [[String]] = {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs/template-functions.md")
    let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 3, cells[0].hasPrefix("`") else { return nil }
      return cells.map { $0.trimmingCharacters(in: ["`"]) }
    }
  }()

  @Test("names every function exactly once, and no other")
  func namesEveryFunction() {
    let names = Self.rows.map { $0[0] }
    #expect(Set(names).count == names.count)
    #expect(Set(names) == Set(Rendering.functions.keys))
    #expect(TemplateFunctions.removed.isDisjoint(with: names))
  }

  @Test("gives each function the arguments it takes")
  func givesSignatures() {
    for row in Self.rows {
      guard let function = Rendering.functions[row[0]] else { continue }
      let variadic = function.variadic.map { ["...\($0)"] } ?? []
      #expect(row[1] == "(\((function.parameters.map(\.description) + variadic).joined(separator: ", ")))", "\(row[0])")
    }
  }

  @Test("says of the functions with new results each time that they are unpredictable")
  func saysWhatIsUnpredictable() {
    let said = Set(Self.rows.filter { $0[2].contains("unpredictable") }.map { $0[0] })
    let expected = Rendering.functions.keys.filter { name in
      name.hasPrefix("gen") || name.hasPrefix("rand") || name.hasPrefix("pemT") || name.hasPrefix("fullPem")
    }
    #expect(said == Set(expected + ["now", "ago", "shuffle", "uuidv4", "bcrypt", "htpasswd", "encryptAES"]))
  }
}
