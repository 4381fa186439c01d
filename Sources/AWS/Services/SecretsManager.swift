// Secrets Manager, read with as few calls as it allows.

import Basics
import HTTP
import Synchronization

/// Secrets Manager in one region, as one identity.
public final class SecretsManager: Sendable {
  /// Which version of a secret.
  public enum Version: Sendable, Hashable {
    /// The one that carries a staging label.
    case stage(String)
    /// The one with this ID.
    case id(String)

    /// The one in use.
    public static let current = Version.stage("AWSCURRENT")
  }

  /// What a search must match, by the beginning of the words, as Secrets Manager compares them.
  public enum Filter: Sendable, Hashable {
    /// The name.
    case name(String)
    /// A tag's key.
    case tagKey(String)
    /// A tag's value.
    case tagValue(String)
  }

  /// What a search found.
  public struct Findings: Sendable {
    /// The values that could be read.
    public var values: [Value] = []
    /// The names of those that this identity may not read, and what AWS said.
    public var denials: [(name: String, error: AWSError)] = []
  }

  private struct Search: Hashable {
    let filters: [Filter]
    let isBatchOnly: Bool
  }

  private struct NameSearch: Hashable {
    let filters: [Filter]
    let isSample: Bool
  }

  private struct Question: Hashable {
    let name: String
    let version: Version
  }

  private let caller: APICaller
  private let identity: CredentialCache
  /// The region.
  public let region: String
  private let reads: SharedReads<Question, Value>
  private let tagReads: SharedReads<String, [String: String]>
  private let searches: SharedReads<Search, Findings>
  private let nameReads: SharedReads<NameSearch, [String]>
  /// Whether this identity may not read in batches: found out once.
  private let isBatchDenied = Mutex(false)

  /// The most secrets that one batch may ask for.
  private static let batchSize = 20

  init(_ caller: APICaller, identity: CredentialCache, region: String) {
    self.caller = caller
    self.identity = identity
    self.region = region
    reads = SharedReads(caller.statistics)
    tagReads = SharedReads(caller.statistics)
    searches = SharedReads(caller.statistics)
    nameReads = SharedReads(caller.statistics)
  }

  // MARK: Single secrets

  /// The value of a secret, read once however often it is asked for.
  ///
  /// - Parameters:
  ///   - name: The secret's name or ARN.
  ///   - version: Which version.
  /// - Returns: The value.
  /// - Throws: ``AWSError``, ``AWSError/Reason/notFound`` for a secret, version or stage that doesn't exist.
  public func value(of name: String, version: Version = .current) async throws(AWSError) -> Value {
    let question = Question(name: name, version: version)
    return try await reads.value(question) { await self.single(question) }
  }

  /// Begins to read the current values of secrets ahead, in batches, and returns at once.
  ///
  /// - Parameter names: Names or ARNs. Failures show when the value is asked for.
  public func prefetch(_ names: [String]) {
    reads.prefetch(
      names.map { Question(name: $0, version: .current) }, inGroupsOf: Self.batchSize,
      { await self.batch($0) }, single: { await self.single($0) })
  }

  /// The tags of a secret, by key.
  public func tags(of name: String) async throws(AWSError) -> [String: String] {
    try await tagReads.value(name) {
      await capture { () async throws(AWSError) in
        let answer = try await self.ask("DescribeSecret", ["SecretId": .string(name)], resource: name)
        return (answer["Tags"]?.array ?? []).reduce(into: [:]) { tags, tag in
          if let key = tag["Key"]?.string { tags[key] = tag["Value"]?.string ?? "" }
        }
      }
    }
  }

  private func single(_ question: Question) async -> Result<Value, AWSError> {
    await capture { () async throws(AWSError) in
      var parameters: JSON.Members = ["SecretId": .string(question.name)]
      switch question.version {
      case .stage(let stage): parameters["VersionStage"] = .string(stage)
      case .id(let id): parameters["VersionId"] = .string(id)
      }
      let answer = try await self.ask("GetSecretValue", .object(parameters), resource: question.name)
      guard let value = Value(answer) else {
        throw AWSError(.malformedAnswer, operation: "secretsmanager:GetSecretValue", region: self.region)
      }
      return value
    }
  }

  // MARK: Batches

  private func batch(_ questions: [Question]) async -> [Question: Result<Value, AWSError>] {
    // What is missing in the answer is read singly.
    guard questions.count > 1, !isBatchDenied.withLock({ $0 }) else { return await singles(questions) }
    let ids = questions.map { JSON.string($0.name) }
    do throws(AWSError) {
      return assign(try await pages("BatchGetSecretValue", ["SecretIdList": .array(ids)]), to: questions)
    } catch {
      switch error.reason {
      case .accessDenied:
        isBatchDenied.withLock { $0 = true }
        return await singles(questions)
      // One name that AWS finds malformed refuses the whole batch.
      case .invalidRequest, .notFound, .markedForDeletion: return await singles(questions)
      default: return Dictionary(uniqueKeysWithValues: questions.map { ($0, .failure(error)) })
      }
    }
  }

  private func singles(_ questions: [Question]) async -> [Question: Result<Value, AWSError>] {
    await withTaskGroup(of: (Question, Result<Value, AWSError>).self) { group in
      for question in questions { group.addTask { (question, await self.single(question)) } }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
  }

  private func assign(_ pages: [JSON], to questions: [Question]) -> [Question: Result<Value, AWSError>] {
    var results: [Question: Result<Value, AWSError>] = [:]
    for failure in pages.flatMap({ $0["Errors"]?.array ?? [] }) {
      guard let question = questions.first(where: { $0.name == failure["SecretId"]?.string }) else { continue }
      results[question] = lastingError(failure, of: question.name).map { .failure($0) }
    }
    for entry in pages.flatMap({ $0["SecretValues"]?.array ?? [] }) {
      guard let value = Value(entry) else { continue }
      // A secret may be asked for by name and by ARN, and by an ARN without its six random characters.
      for question in questions where value.answers(to: question.name) { results[question] = .success(value) }
    }
    return results
  }

  // MARK: Searches

  /// The values of all secrets that match every filter.
  ///
  /// What isn't there any more when it is read, or can't be, is left out, as the batch call leaves it out.
  ///
  /// - Parameters:
  ///   - filters: What they must match.
  ///   - isBatchOnly: Whether reading in batches is the only way, as it is for the controller; otherwise whoever may
  ///     not do that lists the names and reads one by one.
  /// - Returns: The values, and what may not be read.
  /// - Throws: ``AWSError``.
  public func values(matching filters: [Filter], isBatchOnly: Bool = false) async throws(AWSError) -> Findings {
    let question = Search(filters: filters, isBatchOnly: isBatchOnly)
    return try await searches.value(question) {
      await capture { () async throws(AWSError) in try await self.search(question) }
    }
  }

  private func search(_ question: Search) async throws(AWSError) -> Findings {
    if question.isBatchOnly || !isBatchDenied.withLock({ $0 }) {
      do throws(AWSError) {
        return try await findings(try await pages("BatchGetSecretValue", ["Filters": Self.json(question.filters)]))
      } catch {
        guard !question.isBatchOnly, case .accessDenied = error.reason else { throw error }
        isBatchDenied.withLock { $0 = true }
      }
    }
    let names = try await names(matching: question.filters)
    prefetch(names)
    return try await read(names, into: Findings())
  }

  private func findings(_ pages: [JSON]) async throws(AWSError) -> Findings {
    var findings = Findings(
      values: pages.flatMap { $0["SecretValues"]?.array ?? [] }.compactMap(Value.init))
    var again: [String] = []
    for failure in pages.flatMap({ $0["Errors"]?.array ?? [] }) {
      let name = Self.name(of: failure["SecretId"]?.string ?? "")
      guard let error = lastingError(failure, of: name) else {
        again.append(name)
        continue
      }
      if case .accessDenied = error.reason { findings.denials.append((name, error)) }
    }
    return try await read(again, into: findings)
  }

  private func read(_ names: [String], into findings: Findings) async throws(AWSError) -> Findings {
    var findings = findings
    for name in names {
      do throws(AWSError) {
        findings.values.append(try await value(of: name))
      } catch {
        switch error.reason {
        case .accessDenied: findings.denials.append((name, error))
        case .notFound, .invalidRequest, .markedForDeletion: continue
        default: throw error
        }
      }
    }
    return findings
  }

  /// The name in an ARN, which ends in a dash and six characters of AWS'.
  private static func name(of id: String) -> String {
    guard id.hasPrefix("arn:"), let name = id.split(separator: ":", maxSplits: 6).last, name.utf8.count > 7 else {
      return id
    }
    return String(name.dropLast(7))
  }

  /// The names of all secrets that match every filter.
  ///
  /// - Parameters:
  ///   - filters: What they must match.
  ///   - isSample: Whether the first few hundred are enough.
  /// - Returns: The names.
  /// - Throws: ``AWSError``.
  public func names(matching filters: [Filter], isSample: Bool = false) async throws(AWSError) -> [String] {
    try await nameReads.value(NameSearch(filters: filters, isSample: isSample)) {
      await capture { () async throws(AWSError) in
        var parameters: JSON.Members = ["MaxResults": 100]
        if !filters.isEmpty { parameters["Filters"] = Self.json(filters) }
        let pages = try await self.pages("ListSecrets", parameters, isEssential: !isSample)
        return pages.flatMap { $0["SecretList"]?.array ?? [] }.compactMap { $0["Name"]?.string }
      }
    }
  }

  private static func json(_ filters: [Filter]) -> JSON {
    .array(
      filters.map { filter in
        switch filter {
        case .name(let text): ["Key": "name", "Values": [.string(text)]]
        case .tagKey(let text): ["Key": "tag-key", "Values": [.string(text)]]
        case .tagValue(let text): ["Key": "tag-value", "Values": [.string(text)]]
        }
      })
  }

  // MARK: Requests

  /// What the answer to a batch says of one secret; nil for what may pass.
  private func lastingError(_ failure: JSON, of name: String) -> AWSError? {
    let call = AWSCall(.secretsManager, "GetSecretValue", .json(nil), resource: name)
    return caller.lastingError(
      code: failure["ErrorCode"]?.string ?? "", message: failure["Message"]?.string ?? "", of: call, region: region)
  }

  private func ask(_ operation: String, _ parameters: JSON, resource: String? = nil) async throws(AWSError) -> JSON {
    let call = AWSCall(.secretsManager, operation, .json(parameters), resource: resource)
    return try await caller.answer(call, region: region, identity: identity).json ?? nil
  }

  private func pages(
    _ operation: String, _ parameters: JSON.Members, isEssential: Bool = true
  ) async throws(AWSError) -> [JSON] {
    let call = AWSCall(.secretsManager, operation, .json(.object(parameters)), isEssential: isEssential)
    return try await caller.pages(call, region, identity)
  }
}

/// The outcome of `body` as a value, for results that several wait for.
func capture<Value>(_ body: () async throws(AWSError) -> Value) async -> Result<Value, AWSError> {
  do throws(AWSError) { return .success(try await body()) } catch { return .failure(error) }
}
