// Credentials are got once, by whoever asks first, and again shortly before they end.

import Basics
import HTTP

/// The credentials of one identity, for everyone who uses it.
actor CredentialCache {
  private typealias Search = Task<Result<Held, AWSError>, Never>

  /// What a search found.
  private struct Held {
    let credentials: AWSCredentials
    /// From when on others are looked for; nil for never.
    let renewal: Timestamp?
    /// Whether looking again, after AWS had refused them, gave the same ones: more looking won't help.
    var isFinal = false
  }

  private let provider: any CredentialProvider
  private let now: @Sendable () -> Timestamp
  private var search: Search?

  /// How long before their end credentials are replaced.
  private static let margin = Duration.seconds(300)

  init(_ provider: any CredentialProvider, now: @escaping @Sendable () -> Timestamp) {
    self.provider = provider
    self.now = now
  }

  /// The credentials.
  ///
  /// - Parameter refused: Credentials that AWS called expired, so that they are not handed out again if others are to
  ///   be had.
  /// - Returns: Credentials, the same for everyone.
  /// - Throws: Why there are none; it is not tried again in this run.
  func credentials(insteadOf refused: AWSCredentials? = nil) async throws(AWSError) -> AWSCredentials {
    let (held, first) = try await found()
    let isRefused = held.credentials == refused
    guard isRefused && !held.isFinal || held.renewal.map({ $0 <= now() }) ?? false else { return held.credentials }
    // While this one waited another may have begun a new search, whose answer is as good.
    if search == first { search = begin(insteadOf: held, isRefused: isRefused) }
    return try await found().held.credentials
  }

  /// What the search under way, or a first one, finds; it ends when who waits for it is cancelled.
  private func found() async throws(AWSError) -> (held: Held, by: Search) {
    while true {
      let current = search ?? begin()
      search = current
      let result = await withTaskCancellationHandler {
        await current.value
      } onCancel: {
        current.cancel()
      }
      // Someone else gave up: that doesn't answer the question.
      if case .failure(let error) = result, error.isCancellation, !Task.isCancelled {
        if search == current { search = nil }
        continue
      }
      return (try result.get(), current)
    }
  }

  private func begin(insteadOf old: Held? = nil, isRefused: Bool = false) -> Search {
    Task { [provider, now] in
      do throws(CredentialFailure) {
        let found = try await provider.credentials(insteadOf: isRefused ? old?.credentials : nil)
        var held = Held(credentials: found, renewal: Self.renewal(of: found, at: now()))
        held.isFinal = isRefused && found == old?.credentials
        return .success(held)
      } catch {
        // Cut short, it has not found out what is there.
        if Task.isCancelled { return .failure(AWSError(.transport(HTTPError(.cancelled, server: provider.name)))) }
        // What still works is better than nothing; AWS says when it no longer does.
        if let old, !isRefused { return .success(Held(credentials: old.credentials, renewal: nil)) }
        return .failure(error.error(of: provider.name))
      }
    }
  }

  /// When credentials found at some time are replaced.
  ///
  /// Those that come with little time left are used for half of it: a source that gives no others would be asked, and a
  /// person for another MFA code, at every request. Those that seem to have ended are used: the clocks differ, and AWS
  /// knows.
  private static func renewal(of credentials: AWSCredentials, at time: Timestamp) -> Timestamp? {
    guard let end = credentials.expiration, end > time else { return nil }
    let left = end.duration(since: time)
    return end.advanced(by: .zero - min(margin, left / 2))
  }
}
