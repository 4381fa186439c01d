// Where the keys come from.

import Arguments
import Basics
import ExternalSecrets
import Scaffolding

/// Options of `create` about the keys of the Secret and where their values are.
struct CreateKeyOptions: Sendable {
  static let data = Option(
    "data", valueName: "KEY=REMOTEKEY[#PROPERTY][@VERSION]",
    abstract: "a key of the Secret, and the remote key, JSON member and version its value is in", isRepeatable: true)
  static let fromRemote = Option(
    "from-remote", valueName: "REMOTEKEY",
    abstract: "a key for each member of this remote JSON object, whose names are read in AWS", isRepeatable: true)
  static let extract = Flag(
    "extract", abstract: "leave the members of --from-remote to the controller: one dataFrom.extract, nothing is read")
  static let find = Option(
    "find", valueName: "REGEXP", abstract: "a key for each remote secret whose name matches")
  static let findTag = Option(
    "find-tag", valueName: "KEY=VALUE", abstract: "a key for each remote secret with this tag", isRepeatable: true)
  static let path = Option("path", valueName: "PATH", abstract: "search only below this path")
  static let fromSecret = Option(
    "from-secret", valueName: "NAME",
    abstract: "an existing Secret becomes an ExternalSecret: its keys are looked for in AWS by name and value",
    completion: .objects(resource: "secrets", group: ""))
  static let fromWorkload = Option(
    "from-workload", valueName: "deploy/NAME",
    abstract: "the keys that the pods of this workload ask for, from --from-remote or found by their names")
  static let generator = Option<GeneratorDraft>(choice: "generator", abstract: "values that are made, not read")

  static let group = CommandDescription.Group(
    "Keys",
    [
      data.description, fromRemote.description, extract.description, find.description, findTag.description,
      path.description, fromSecret.description, fromWorkload.description, generator.description,
    ])

  let data: [RequestedKey]
  let remotes: [RemoteReference]
  let extracts: Bool
  let find: FindQuery?
  let secret: String?
  let workload: WorkloadReference?
  let generator: GeneratorDraft?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    var data: [RequestedKey] = []
    for text in try arguments.values(Self.data) {
      data.append(try UsageError.rethrowing { () throws(LocatedError) in try RequestedKey(parsing: text) })
    }
    self.data = data
    var remotes: [RemoteReference] = []
    for text in try arguments.values(Self.fromRemote) {
      remotes.append(try UsageError.rethrowing { () throws(LocatedError) in try RemoteReference(parsing: text) })
    }
    self.remotes = remotes
    extracts = arguments[Self.extract]
    find = try Self.query(arguments)
    secret = try arguments.value(Self.fromSecret)
    let workload = try arguments.value(Self.fromWorkload)
    self.workload = try UsageError.rethrowing { () throws(LocatedError) in
      guard let workload else { return nil }
      return try WorkloadReference(parsing: workload, option: "--from-workload")
    }
    generator = try arguments.value(Self.generator)
    if extracts, remotes.isEmpty {
      throw UsageError("--extract needs to know what to take apart", hint: "name it with --from-remote REMOTEKEY")
    }
    if self.workload != nil, extracts || remotes.count > 1 {
      throw UsageError(
        "--from-workload takes its keys from one remote secret, member by member",
        hint: "name it with --from-remote REMOTEKEY, once and without --extract, or leave it out to go by names")
    }
    if secret != nil, self.workload != nil || !remotes.isEmpty || find != nil || !data.isEmpty || generator != nil {
      throw UsageError("--from-secret doesn't go with other sources of keys", hint: "give it alone")
    }
  }

  private static func query(_ arguments: ParsedArguments) throws(UsageError) -> FindQuery? {
    let name = try arguments.value(find)
    let path = try arguments.value(path)
    var tags: [String: String] = [:]
    for text in try arguments.values(findTag) {
      let pair = try KeyValue(text, option: "--find-tag")
      tags[pair.key] = pair.value
    }
    guard name != nil || !tags.isEmpty else {
      guard path == nil else {
        throw UsageError(
          "--path alone finds nothing", hint: "add --find REGEXP (\".*\" for all) or --find-tag KEY=VALUE")
      }
      return nil
    }
    return FindQuery(path: path, name: name, tags: tags.isEmpty ? nil : tags)
  }
}

/// `KEY=VALUE` of an option.
struct KeyValue: Sendable {
  let key: String
  let value: String

  init(_ text: String, option: String) throws(UsageError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else {
      throw UsageError("\"\(text)\" is not KEY=VALUE", hint: "write \(option) KEY=VALUE")
    }
    key = String(parts[0])
    value = String(parts[1])
  }
}

extension UsageError {
  /// What `body` throws, as wrong use of the command line.
  static func rethrowing<Result>(_ body: () throws(LocatedError) -> Result) throws(UsageError) -> Result {
    do throws(LocatedError) { return try body() } catch { throw UsageError(error.message, hint: error.hint) }
  }
}
