// The seam to the template engine: texts in, bytes out; each text is parsed once a run.

internal import Basics
internal import ExternalSecrets

/// What a template's rendering came to.
struct Rendering: Sendable {
  let bytes: [UInt8]
  /// Names of functions whose result is different with every sync; sorted.
  let unpredictable: [String]
}

/// Which values a template looks at.
enum TemplateReferences: Sendable, Hashable {
  /// These keys, as far as they exist.
  case keys(Set<DataKey>)
  /// The data as a whole: any key may matter.
  case everything
}

/// Why a template fails; no value is in it.
struct TemplateFailure: Error {
  let cause: String
  let hint: String?
}

/// Parses and renders templates.
struct TemplateRenderer: Sendable {
  func references(of text: [UInt8], name: String) throws(TemplateFailure) -> TemplateReferences {
    throw TemplateFailure(cause: "templates are not wired yet", hint: nil)
  }

  func render(_ text: [UInt8], name: String, data: [DataKey: SecretBytes]) throws(TemplateFailure) -> Rendering {
    throw TemplateFailure(cause: "templates are not wired yet", hint: nil)
  }

  func transformedKey(_ key: String, template: String) throws(SecretSourceError) -> String {
    throw .failed(cause: "templates are not wired yet", hint: nil)
  }
}
