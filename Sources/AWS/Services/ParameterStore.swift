// Systems Manager's Parameter Store, read with as few calls as it allows.

public import Basics

/// Parameter Store in one region, as one identity.
public final class ParameterStore: Sendable {
  /// A parameter with its value, decrypted.
  public struct Parameter: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The value.
    public var value: SecretBytes
  }

  /// What a search must match.
  public enum Filter: Sendable, Hashable {
    /// A path, with everything below it.
    case path(String)
    /// A tag, key and value exactly.
    case tag(key: String, value: String)
  }

  private let caller: APICaller
  private let identity: CredentialCache
  /// The region.
  public let region: String
  private let reads: SharedReads<String, Parameter>
  private let tagReads: SharedReads<String, [String: String]>
  private let pathReads: SharedReads<PathQuestion, [Parameter]>
  private let nameReads: SharedReads<NameSearch, [String]>

  private struct NameSearch: Hashable {
    let filters: [Filter]
    let isSample: Bool
  }

  private struct PathQuestion: Hashable {
    let path: String
    let isRecursive: Bool
  }

  /// The most parameters that one request may ask for.
  private static let batchSize = 10

  init(_ caller: APICaller, identity: CredentialCache, region: String) {
    self.caller = caller
    self.identity = identity
    self.region = region
    reads = SharedReads(caller.statistics)
    tagReads = SharedReads(caller.statistics)
    pathReads = SharedReads(caller.statistics)
    nameReads = SharedReads(caller.statistics)
  }

  // MARK: Single parameters

  /// A parameter, read once however often it is asked for.
  ///
  /// - Parameter name: The name or ARN, `:version` or `:label` behind it where not the latest is meant.
  /// - Returns: The parameter.
  /// - Throws: ``AWSError``, ``AWSError/Reason/notFound`` for a parameter that doesn't exist.
  public func parameter(_ name: String) async throws(AWSError) -> Parameter {
    try await reads.value(name) { await self.single(name) }
  }

  /// Begins to read parameters ahead, in groups, and returns at once.
  ///
  /// - Parameter names: Names or ARNs. Failures show when the value is asked for.
  public func prefetch(_ names: [String]) {
    // A group's answer does not tell versions of one parameter apart well enough: they are read singly, when asked for.
    reads.prefetch(
      names.filter { !Self.hasVersion($0) }, inGroupsOf: Self.batchSize, { await self.group($0) },
      single: { await self.single($0) })
  }

  private static func hasVersion(_ name: String) -> Bool {
    name.split(separator: "/").last.map { $0.contains(":") && !$0.hasPrefix("arn:") } ?? false
  }

  /// The tags of a parameter, by key.
  public func tags(of name: String) async throws(AWSError) -> [String: String] {
    try await tagReads.value(name) {
      await capture { () async throws(AWSError) in
        let parameters: JSON = ["ResourceType": "Parameter", "ResourceId": .string(name)]
        let answer = try await self.ask("ListTagsForResource", parameters, resource: name)
        return (answer["TagList"]?.array ?? []).reduce(into: [:]) { tags, tag in
          if let key = tag["Key"]?.string { tags[key] = tag["Value"]?.string ?? "" }
        }
      }
    }
  }

  private func single(_ name: String) async -> Result<Parameter, AWSError> {
    await capture { () async throws(AWSError) in
      let answer = try await self.ask(
        "GetParameter", ["Name": .string(name), "WithDecryption": true], resource: name)
      guard let parameter = answer["Parameter"].flatMap(Parameter.init) else {
        throw AWSError(.malformedAnswer, operation: "ssm:GetParameter", region: self.region)
      }
      return parameter
    }
  }

  /// What a group of parameters has; what it lacks is asked for singly, because a group does not say why.
  private func group(_ names: [String]) async -> [String: Result<Parameter, AWSError>] {
    guard names.count > 1 else { return [:] }
    do throws(AWSError) {
      let question: JSON = ["Names": .array(names.map(JSON.string)), "WithDecryption": true]
      let entries = try await ask("GetParameters", question)["Parameters"]?.array ?? []
      var results: [String: Result<Parameter, AWSError>] = [:]
      for entry in entries {
        guard let parameter = Parameter(entry) else { continue }
        for name in names where name == parameter.name || name == entry["ARN"]?.string {
          results[name] = .success(parameter)
        }
      }
      return results
    } catch {
      switch error.reason {
      // One parameter that may not be read, or is no name, refuses the whole group.
      case .accessDenied, .invalidRequest, .notFound: return [:]
      default: return Dictionary(names.map { ($0, .failure(error)) }) { first, _ in first }
      }
    }
  }

  // MARK: Searches

  /// The parameters below a path, decrypted.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - recursive: Whether those further below count too.
  /// - Returns: The parameters, in AWS' order.
  /// - Throws: ``AWSError``.
  public func parameters(below path: String, recursive: Bool = true) async throws(AWSError) -> [Parameter] {
    try await pathReads.value(PathQuestion(path: path, isRecursive: recursive)) {
      await capture { () async throws(AWSError) in
        let question: JSON = [
          "Path": .string(path), "Recursive": .bool(recursive), "WithDecryption": true, "MaxResults": 10,
        ]
        let call = AWSCall(.parameterStore, "GetParametersByPath", .json(question), resource: path)
        return try await self.caller.pages(call, self.region, self.identity)
          .flatMap { $0["Parameters"]?.array ?? [] }.compactMap(Parameter.init)
      }
    }
  }

  /// The names of all parameters that match every filter; of all there are without one.
  ///
  /// - Parameters:
  ///   - filters: What they must match.
  ///   - isSample: Whether the first few hundred are enough.
  /// - Returns: The names.
  /// - Throws: ``AWSError``.
  public func names(matching filters: [Filter], isSample: Bool = false) async throws(AWSError) -> [String] {
    try await nameReads.value(NameSearch(filters: filters, isSample: isSample)) {
      await capture { () async throws(AWSError) in
        var question: JSON.Members = ["MaxResults": 50]
        if !filters.isEmpty { question["ParameterFilters"] = .array(filters.map(Self.json)) }
        let call = AWSCall(
          .parameterStore, "DescribeParameters", .json(.object(question)), isEssential: !isSample)
        return try await self.caller.pages(call, self.region, self.identity)
          .flatMap { $0["Parameters"]?.array ?? [] }.compactMap { $0["Name"]?.string }
      }
    }
  }

  private static func json(_ filter: Filter) -> JSON {
    switch filter {
    case .path(let path): ["Key": "Path", "Option": "Recursive", "Values": [.string(path)]]
    case .tag(let key, let value): ["Key": .string("tag:\(key)"), "Option": "Equals", "Values": [.string(value)]]
    }
  }

  private func ask(_ operation: String, _ parameters: JSON, resource: String? = nil) async throws(AWSError) -> JSON {
    let call = AWSCall(.parameterStore, operation, .json(parameters), resource: resource)
    return try await caller.answer(call, region: region, identity: identity).json ?? nil
  }
}

extension ParameterStore.Parameter {
  /// Reads a parameter of AWS' answer; nil where name or value is missing.
  fileprivate init?(_ json: JSON) {
    guard let name = json["Name"]?.string, let value = json["Value"]?.string else { return nil }
    self.init(name: name, value: SecretBytes(utf8: value))
  }
}
