import Basics
import ExternalSecrets
import GoTemplate

/// Finds templates of `.dockerconfigjson` whose text can be no JSON, or no `auths`, whatever the values are.
///
/// The template is rendered with a word, a number and an object for every value: only what fails with each of them is
/// a finding. A template that doesn't write the braces itself says nothing.
enum InvalidDockerConfig: Check {
  static let id = "docker-config"
  static let severity = Severity.error
  static let abstract = "The template of .dockerconfigjson makes no JSON, or none with auths."

  private static let key = ".dockerconfigjson"
  private static let placeholders = ["x", "1", "{}"]

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard manifest.objectKind == .externalSecret,
      manifest.json["spec"]?["target"]?["template"]?["type"]?.string == "kubernetes.io/dockerconfigjson"
    else { return [] }
    return TemplateText.all(in: manifest).filter { $0.path.steps.last == .member(key) && $0.seesData }.flatMap { text in
      guard text.text.drop(while: \.isWhitespace).first == "{", !Project.hasSubstitution(text.text),
        !text.text.drop(while: \.isWhitespace).hasPrefix("{{"), !isEscaped(text.text), let template = try? text.parsed()
      else { return [Finding]() }
      var problem: String?
      for placeholder in placeholders {
        // What doesn't render with a placeholder may well do so with a value.
        guard let rendered = render(template, with: placeholder) else { return [] }
        guard let found = Self.problem(of: rendered) else { return [] }
        problem = problem ?? found
      }
      return problem.map {
        [finding($0, in: manifest, at: text.path, hint: #"it must be like {"auths": {"registry": {"auth": "…"}}}"#)]
      } ?? []
    }
  }

  /// Whether Helm is to render the text first: its way to write braces that are meant for the controller.
  private static func isEscaped(_ text: String) -> Bool { text.contains(#""{{""#) || text.contains("`{{") }

  private static func render(_ template: Template, with placeholder: String) -> [UInt8]? {
    guard let keys = template.referencedKeys else { return nil }
    let data = GoMap(of: .string)
    for key in keys { data[String(decoding: key, as: UTF8.self)] = .string(Array(placeholder.utf8)) }
    let context = CallContext(
      now: (0, 0), randomBytes: { [UInt8](repeating: 0, count: $0) }, byteLimit: 1 << 20, workLimit: 1_000_000)
    return try? template.render(.map(data), context: context)
  }

  private static func problem(of text: [UInt8]) -> String? {
    do throws(JSONSyntaxError) {
      let config = try JSON.parse(text)
      return config["auths"]?.object == nil ? "the text has no auths: no registry would find its credentials" : nil
    } catch {
      return "the text is no JSON, whatever the values are: the API server will refuse the Secret"
    }
  }
}
