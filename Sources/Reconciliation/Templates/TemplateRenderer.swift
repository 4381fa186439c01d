// The way to the template engine: each text is parsed once a run, and no error shows a value.

internal import Basics
internal import GoTemplate
internal import Synchronization

/// Why a template fails; no value is in it.
struct TemplateFailure: Error {
  let cause: String
  let hint: String?

  init(_ error: TemplateError) {
    cause = error.redactedMessage
    hint = error.hint
  }
}

/// A template that has been parsed, and the keys it looks at.
struct ParsedTemplate: Sendable {
  let template: Template
  /// nil if it looks at the data as a whole.
  let keys: Set<DataKey>?
}

/// What a template's rendering came to.
struct Rendering: Sendable {
  let bytes: [UInt8]
  /// Names of functions whose result is different with every sync; sorted.
  let unpredictable: [String]

  /// The content of a value of these bytes.
  func content(_ bytes: SecretBytes) -> DesiredValue.Content {
    unpredictable.isEmpty ? .known(bytes) : .generated(by: .functions(unpredictable))
  }
}

/// Parses and renders templates for one run.
final class TemplateRenderer: Sendable {
  private struct Source: Hashable {
    let name: String
    let text: [UInt8]
  }

  /// How many parsed templates are kept: those that many ExternalSecrets share are among the first.
  private static let cacheLimit = 1024

  private let functions: [String: GoFunction]
  private let now: Timestamp
  private let cache = Mutex<[Source: Result<ParsedTemplate, TemplateError>]>([:])

  init(functions: [String: GoFunction], now: Timestamp) {
    self.functions = functions
    self.now = now
  }

  /// A template as the controller parses it for a target: `missingkey=error`.
  func parse(_ text: [UInt8], name: String) throws(TemplateFailure) -> ParsedTemplate {
    let source = Source(name: name, text: text)
    let result = cache.withLock { $0[source] } ?? parsed(source)
    do throws(TemplateError) { return try result.get() } catch { throw TemplateFailure(error) }
  }

  private func parsed(_ source: Source) -> Result<ParsedTemplate, TemplateError> {
    let result: Result<ParsedTemplate, TemplateError>
    do throws(TemplateError) {
      let template = try Template(source.text, name: source.name, functions: functions, missingKey: .error)
      let keys = template.referencedKeys.map { Set($0.map { DataKey(String(decoding: $0, as: UTF8.self)) }) }
      result = .success(ParsedTemplate(template: template, keys: keys))
    } catch {
      result = .failure(error)
    }
    cache.withLock { if $0.count < Self.cacheLimit { $0[source] = result } }
    return result
  }

  /// Renders a template over the data, a map of strings.
  func render(_ parsed: ParsedTemplate, _ data: GoMap) throws(TemplateFailure) -> Rendering {
    do throws(TemplateError) { return try render(parsed.template, data) } catch { throw TemplateFailure(error) }
  }

  /// A key as a `rewrite.transform` makes it: the template sees it as `.value`; what it doesn't know is `<no value>`.
  func transform(_ keys: some Sequence<DataKey>, by text: String) throws(SecretSourceError) -> [DataKey: DataKey] {
    var transformed: [DataKey: DataKey] = [:]
    do throws(TemplateError) {
      let template = try Template(Array(text.utf8), name: "transform", functions: functions)
      for key in keys {
        let data = GoMap([Array("value".utf8): .string(key.text)], of: .string)
        transformed[key] = DataKey(String(decoding: try render(template, data).bytes, as: UTF8.self))
      }
    } catch {
      throw .failed(cause: "transform failed: \(error.redactedMessage)", hint: error.hint)
    }
    return transformed
  }

  private func render(_ template: Template, _ data: GoMap) throws(TemplateError) -> Rendering {
    let (bytes, unpredictable) = try render(template, data, at: now)
    guard !unpredictable.isEmpty else { return Rendering(bytes: bytes, unpredictable: []) }
    // What comes out the same at another time and with other chances depends on neither: `bcrypt "x" | trunc 4`.
    let (again, _) = try render(template, data, at: now.advanced(by: .seconds(34_579_633)))
    return Rendering(bytes: bytes, unpredictable: again == bytes ? [] : unpredictable)
  }

  private func render(
    _ template: Template, _ data: GoMap, at moment: Timestamp
  ) throws(TemplateError) -> (bytes: [UInt8], unpredictable: [String]) {
    // What comes of chance is never shown: any bytes will do.
    let context = CallContext(now: (moment.seconds, moment.nanoseconds)) { count in
      (0..<max(0, count)).map { _ in UInt8.random(in: 0...255) }
    }
    let bytes = try template.render(.map(data), context: context)
    return (bytes, context.unpredictableFunctions)
  }
}

extension [DataKey: SecretBytes] {
  /// The data as a template sees it: a map from string to string.
  var templateData: GoMap {
    var entries: [[UInt8]: GoValue] = Swift.Dictionary(minimumCapacity: count)
    for (key, value) in self { entries[Array(key.text.utf8)] = .string(value.reveal()) }
    return GoMap(entries, of: .string)
  }
}
