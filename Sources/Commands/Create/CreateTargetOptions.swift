// What the Secret looks like.

import Arguments
import Basics
import ExternalSecrets
import Scaffolding
import System

/// Options of `create` about the target Secret.
struct CreateTargetOptions: Sendable {
  static let target = Option("target", valueName: "name", abstract: "name of the Secret (that of the ExternalSecret)")
  static let type = Option<SecretType>(
    choice: "type", abstract: "type of the Secret, with the template it needs")
  static let template = Option(
    "template", valueName: "KEY=FILE|TEXT", abstract: "a key made by a template: text with {{ }}, or a file of it",
    isRepeatable: true)
  static let refreshInterval = Option(
    "refresh-interval", valueName: "duration", abstract: "how often the provider is read (1h); 0 is once")
  static let creationPolicy = Option<CreationPolicy>(
    choice: "creation-policy", abstract: "what becomes of the Secret when the controller writes")
  static let deletionPolicy = Option<DeletionPolicy>(
    choice: "deletion-policy", abstract: "what becomes of the Secret when the data is gone")
  static let label = Option(
    "label", valueName: "KEY=VALUE", abstract: "label of the ExternalSecret and its Secret", isRepeatable: true)
  static let annotation = Option(
    "annotation", valueName: "KEY=VALUE", abstract: "annotation of the ExternalSecret and its Secret",
    isRepeatable: true)

  static let group = CommandDescription.Group(
    "Target",
    [
      target.description, type.description, template.description, refreshInterval.description,
      creationPolicy.description, deletionPolicy.description, label.description, annotation.description,
    ])

  private let target: String?
  private let type: SecretType?
  private let template: [KeyValue]
  private let refreshInterval: String?
  private let creationPolicy: CreationPolicy?
  private let deletionPolicy: DeletionPolicy?
  private let labels: [KeyValue]
  private let annotations: [KeyValue]

  init(_ arguments: ParsedArguments) throws(UsageError) {
    target = try arguments.value(Self.target)
    type = try arguments.value(Self.type)
    template = try Self.pairs(arguments, Self.template, "--template")
    refreshInterval = try arguments.value(Self.refreshInterval)
    creationPolicy = try arguments.value(Self.creationPolicy)
    deletionPolicy = try arguments.value(Self.deletionPolicy)
    labels = try Self.pairs(arguments, Self.label, "--label")
    annotations = try Self.pairs(arguments, Self.annotation, "--annotation")
  }

  /// The name of the Secret, if it is given.
  var name: String? { target }

  private static func pairs(
    _ arguments: ParsedArguments, _ option: Option<String>, _ name: String
  ) throws(UsageError) -> [KeyValue] {
    var pairs: [KeyValue] = []
    for text in try arguments.values(option) { pairs.append(try KeyValue(text, option: name)) }
    return pairs
  }

  /// Writes the options into a request.
  ///
  /// - Parameters:
  ///   - request: The request.
  ///   - environment: Where templates' files are.
  /// - Throws: ``LocatedError`` where a template is neither text nor a file.
  func apply(to request: inout ExternalSecretRequest, in environment: Environment) throws(LocatedError) {
    request.target.name = target ?? request.target.name
    request.target.type = type?.apiName ?? request.target.type
    request.target.creationPolicy = creationPolicy
    request.target.deletionPolicy = deletionPolicy
    request.refreshInterval = refreshInterval
    request.labels = labels.map { ($0.key, $0.value) }
    request.annotations = annotations.map { ($0.key, $0.value) }
    for pair in template { request.target.template.append((pair.key, try Self.text(pair, environment))) }
  }

  /// A template's text: what holds an action is one itself, anything else is the name of a file.
  private static func text(_ pair: KeyValue, _ environment: Environment) throws(LocatedError) -> String {
    if pair.value.contains("{{") { return pair.value }
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try environment.files.contents(of: pair.value, limit: 1 << 20)
    } catch {
      throw LocatedError(
        "the template of \(pair.key) is neither text with {{ }} nor a file that can be read: \(error.description)",
        file: pair.value, hint: "write --template '\(pair.key)={{ .password }}', or name a file")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw LocatedError("the template of \(pair.key) is not UTF-8 text", file: pair.value, hint: "name a text file")
    }
    return text
  }
}
