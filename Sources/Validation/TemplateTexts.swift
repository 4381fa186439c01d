// The templates of an ExternalSecret, each with the place where it stands.

import Basics
import ExternalSecrets
import GoTemplate
import TemplateFunctions

/// A template in a manifest.
struct TemplateText: Sendable {
  let path: FieldPath
  let text: String
  let range: SourceRange?
  /// The name Go gives it in errors.
  let name: String
  /// Whether it sees the data; a `rewrite.transform` sees only `.value`.
  let seesData: Bool

  /// The functions of the controller's templates.
  static let functions = TemplateFunctions.all()

  /// The templates of an ExternalSecret that are in the manifest itself.
  static func all(in manifest: Manifest) -> [TemplateText] {
    var texts: [TemplateText] = []
    let root: FieldPath = ["spec", "target", "template"]
    func add(_ json: JSON?, _ path: FieldPath, name: String, seesData: Bool = true) {
      guard let text = json?.string, text.contains("{{") else { return }
      texts.append(TemplateText(path: path, text: text, range: json?.range, name: name, seesData: seesData))
    }
    let template = manifest.json[root]
    for member in template?["data"]?.object ?? [:] {
      add(member.value, root.member("data").member(member.key), name: member.key)
    }
    for field in ["labels", "annotations"] {
      for member in template?["metadata"]?[field]?.object ?? [:] {
        add(member.value, root.member("metadata").member(field).member(member.key), name: member.key)
      }
    }
    for (index, source) in (template?["templateFrom"]?.array ?? []).enumerated() {
      add(source["literal"], root.member("templateFrom").element(index).member("literal"), name: "literal")
    }
    for (index, entry) in (manifest.json["spec"]?["dataFrom"]?.array ?? []).enumerated() {
      for (place, rewrite) in (entry["rewrite"]?.array ?? []).enumerated() {
        let path = FieldPath(["spec", "dataFrom"].map(FieldPath.Step.member)).element(index)
          .member("rewrite").element(place).member("transform").member("template")
        add(rewrite["transform"]?["template"], path, name: "transform", seesData: false)
      }
    }
    return texts
  }

  /// The template, parsed.
  func parsed() throws(TemplateError) -> Template {
    try Template(Array(text.utf8), name: name, functions: Self.functions, missingKey: .error)
  }

  /// The place of a line of the template in the file, as well as it can be told: block scalars begin on the next line.
  func range(line: Int) -> SourceRange? {
    guard let range, range.end.line > range.start.line, line >= 1 else { return range }
    let mark = SourceMark(
      line: min(Int(range.start.line) + line, Int(range.end.line)), column: 1, offset: Int(range.start.offset))
    return SourceRange(start: mark, end: mark)
  }
}
