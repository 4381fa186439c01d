import Basics
import ExternalSecrets
import Lodash

/// Finds templates of legacy objects that lodash fails on, that name a value nobody provides, or that stand where no
/// template is run.
///
/// Code between `<%` and `%>`, and JavaScript beyond plain expressions, is no mistake: it is only said that `render` and
/// `diff` can't run it.
enum LegacyTemplateMistake: Check {
  static let id = "legacy-template"
  static let severity = Severity.error
  static let abstract = "A template of a legacy object fails, names no value, or is not run."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard manifest.objectKind == .legacyExternalSecret else { return [] }
    let object = LegacyExternalSecret.decode(manifest).object
    guard let template = object.template else { return [] }
    var walk = Walk(object: object)
    walk.visit(template, at: object.root.member("template"), isRun: true)
    return walk.findings
  }

  /// One walk over a template.
  private struct Walk {
    let object: LegacyExternalSecret
    var findings: [Finding] = []

    private static let stringMaps: Set<String> = ["labels", "annotations", "stringData", "data"]

    mutating func visit(_ json: JSON, at path: FieldPath, isRun: Bool) {
      switch json.value {
      case .string(let text): visit(text, json.range, at: path, isRun: isRun)
      case .array(let elements):
        for (index, element) in elements.enumerated() { visit(element, at: path.element(index), isRun: false) }
      case .object(let members):
        for member in members {
          let inner = path.member(member.key)
          if LodashTemplate.isTemplate(member.key) { note("keys are not templates", inner, member.keyRange) }
          if isStringMap(path), !member.value.isNull, member.value.string == nil {
            let message = "is a \(member.value.kindName), must be a string: the API server refuses the Secret"
            note(message, inner, member.value.range, .error, hint: "put it in quotes")
          }
          visit(member.value, at: inner, isRun: isRun)
        }
      case .null, .bool, .number: break
      }
    }

    private func isStringMap(_ path: FieldPath) -> Bool {
      guard case .member(let name)? = path.steps.last else { return false }
      return Self.stringMaps.contains(name) && path.steps.count <= object.root.steps.count + 3
    }

    private mutating func visit(_ text: String, _ range: SourceRange?, at path: FieldPath, isRun: Bool) {
      guard LodashTemplate.isTemplate(text) else { return }
      guard isRun else { return note("elements of lists are not templates", path, range) }
      let template = LodashTemplate(text)
      // Flux fills in what stands between ${ and } before the cluster sees it.
      let failure: Severity = text.contains("<%") ? .error : .warning
      for problem in template.problems {
        let place = template.range(of: problem.offset, in: range)
        switch problem.reason {
        case .syntax, .failure: note("the template fails: \(problem.message)", path, place, failure)
        case .notPreviewable:
          note("render and diff can't run this part: \(problem.message)", path, place, .info)
        }
      }
      // Code may define names; a comparison with what it defines is not made.
      for name in template.unknownNames where !template.hasCode {
        let hint =
          object.dataKeys?.contains(name.name) ?? true ? "write data.\(name.name)" : "values are members of data"
        note(
          "the template fails: \(name.name) is not defined", path, template.range(of: name.offset, in: range), failure,
          hint: hint)
      }
      guard let known = object.dataKeys else { return }
      for key in template.namedKeys ?? [] where !known.contains(key.name) {
        let near = known.nearest(to: key.name)
        note(
          "no entry provides the key \(key.name): the template takes it for empty", path,
          template.range(of: key.offset, in: range),
          hint: near.isEmpty ? "add an entry with name: \(key.name)" : "did you mean data.\(near[0])?")
      }
    }

    private mutating func note(
      _ message: String, _ path: FieldPath, _ range: SourceRange?, _ severity: Severity = .warning, hint: String? = nil
    ) {
      var error = object.manifest.error(message, at: path, hint: hint)
      error.range = range ?? error.range
      findings.append(Finding(id, severity, error))
    }
  }
}
