import Basics
import Synchronization
import System
import Testing

@testable import AWS

@Suite("Credentials are got once, and again before they end")
struct CredentialCacheTests {
  private let start = Timestamp(seconds: 1_800_000_000)

  /// Credentials that end so long after the start.
  private func credentials(_ id: String, lasting duration: Duration?) -> AWSCredentials {
    AWSCredentials(
      accessKeyID: id, secretAccessKey: SecretBytes(utf8: "s"), sessionToken: nil,
      expiration: duration.map { start.advanced(by: $0) }, source: "test")
  }

  /// A cache over what a source gives, search by search, and a clock that the test sets.
  private func cache(_ answers: [AWSCredentials?]) -> (cache: CredentialCache, source: Source, clock: Clock) {
    let source = Source(answers)
    let clock = Clock(start)
    return (CredentialCache(source, now: { clock.time.withLock { $0 } }), source, clock)
  }

  @Test("they are looked for once, however many ask")
  func once() async throws {
    let (cache, source, _) = cache([credentials("a", lasting: nil), credentials("b", lasting: nil)])
    let all = try await ids(100) { try await cache.credentials() }
    #expect(all == ["a"] && source.searches == 1)
  }

  @Test("long-lived ones are replaced five minutes before they end, by one search")
  func renewal() async throws {
    let (cache, source, clock) = cache([
      credentials("a", lasting: .seconds(3600)), credentials("b", lasting: .seconds(7200)),
    ])
    #expect(try await cache.credentials().accessKeyID == "a")
    clock.set(start.advanced(by: .seconds(3299)))
    #expect(try await cache.credentials().accessKeyID == "a")
    clock.set(start.advanced(by: .seconds(3300)))
    #expect(try await ids(100) { try await cache.credentials() } == ["b"])
    #expect(source.searches == 2)
  }

  @Test("those that come with little time left are used for half of it, not asked for at every request")
  func shortLived() async throws {
    let (cache, source, clock) = cache([
      credentials("a", lasting: .seconds(100)), credentials("b", lasting: .seconds(3600)),
    ])
    for second in [0, 25, 49] {
      clock.set(start.advanced(by: .seconds(second)))
      #expect(try await cache.credentials().accessKeyID == "a")
    }
    #expect(source.searches == 1)
    clock.set(start.advanced(by: .seconds(50)))
    #expect(try await cache.credentials().accessKeyID == "b")
  }

  @Test("those that seem to have ended when they came are used: AWS' clock counts")
  func seeminglyEnded() async throws {
    let (cache, source, _) = cache([credentials("a", lasting: .seconds(-10))])
    #expect(try await cache.credentials().accessKeyID == "a")
    #expect(try await cache.credentials().accessKeyID == "a" && source.searches == 1)
  }

  @Test("a search for others that fails keeps those that still work")
  func failedRenewal() async throws {
    let (cache, source, clock) = cache([credentials("a", lasting: .seconds(3600)), nil])
    _ = try await cache.credentials()
    clock.set(start.advanced(by: .seconds(3400)))
    #expect(try await ids(10) { try await cache.credentials() } == ["a"])
    #expect(source.searches == 2)
  }

  @Test("refused ones are replaced; a failure then is the answer")
  func refused() async throws {
    let old = credentials("a", lasting: nil)
    let replaced = cache([old, credentials("b", lasting: nil)]).cache
    _ = try await replaced.credentials()
    #expect(try await replaced.credentials(insteadOf: old).accessKeyID == "b")
    #expect(try await replaced.credentials(insteadOf: old).accessKeyID == "b")
    let failing = cache([old, nil]).cache
    _ = try await failing.credentials()
    await #expect(throws: AWSError.self) { try await failing.credentials(insteadOf: old) }
  }

  @Test("a source that gives the refused ones again is not asked a third time")
  func final() async throws {
    let old = credentials("a", lasting: nil)
    let (cache, source, _) = cache([old, old, credentials("b", lasting: nil)])
    _ = try await cache.credentials()
    #expect(try await ids(50) { try await cache.credentials(insteadOf: old) } == ["a"])
    #expect(try await cache.credentials(insteadOf: old).accessKeyID == "a" && source.searches == 2)
  }

  @Test("who is interrupted waits no longer, and whoever else waits gets an answer", .timeLimit(.minutes(1)))
  func interruption() async throws {
    let source = SlowSource(credentials("a", lasting: nil))
    let cache = CredentialCache(source, now: { start })
    let interrupted = Task { try await cache.credentials() }
    let patient = Task { try await cache.credentials() }
    while source.searches == 0 { await Task.yield() }
    interrupted.cancel()
    let error = await #expect(throws: AWSError.self) { try await interrupted.value }
    #expect(error?.isCancellation == true)
    while source.searches == 1 { await Task.yield() }
    source.end()
    #expect(try await patient.value.accessKeyID == "a" && source.searches == 2)
  }

  @Test("a credential_process is run again only when its credentials near their end")
  func process() async throws {
    let world = TestWorld()
    let end = start.advanced(by: .seconds(3600))
    let json =
      #"{\"Version\":1,\"AccessKeyId\":\"P\",\"SecretAccessKey\":\"s\",\"Expiration\":\"\#(end.rfc3339)\"}"#
    var environment = world.environment(config: "[default]\ncredential_process = /bin/echo \"\(json)\"")
    let runs = Mutex(0)
    let clock = Clock(start)
    environment.now = { clock.time.withLock { $0 } }
    environment.run = { (process) async throws(ChildProcessError) in
      runs.withLock { $0 += 1 }
      return try await process.run()
    }
    let caller = try APICaller(environment, AWSConfiguration(environment))
    let cache = CredentialCache(caller.defaultChain(region: "x"), now: environment.now)
    for (second, expected) in [(0, 1), (1, 1), (3299, 1), (3300, 2)] {
      clock.set(start.advanced(by: .seconds(second)))
      _ = try await cache.credentials()
      #expect(runs.withLock { $0 } == expected)
    }
  }

  /// The key IDs that so many get who ask at once.
  private func ids(
    _ count: Int, _ credentials: @escaping @Sendable () async throws -> AWSCredentials
  ) async throws -> Set<String> {
    try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<count { group.addTask { try await credentials().accessKeyID } }
      return try await group.reduce(into: []) { $0.insert($1) }
    }
  }

  /// A source of credentials that gives one answer after the other, and no more after the last.
  private final class Source: CredentialProvider {
    let name = "the test's source"
    private let rest: Mutex<(searches: Int, answers: [AWSCredentials?])>
    var searches: Int { rest.withLock { $0.searches } }

    init(_ answers: [AWSCredentials?]) { rest = Mutex((0, answers)) }

    func credentials() async throws(CredentialFailure) -> AWSCredentials {
      await Task.yield()
      let answer: AWSCredentials? = rest.withLock {
        $0.searches += 1
        return $0.answers.isEmpty ? nil : $0.answers.removeFirst()
      }
      guard let answer else { throw .absent("it has no others") }
      return answer
    }
  }

  /// A source that takes until it is told to end, or is interrupted.
  private final class SlowSource: CredentialProvider {
    let name = "the test's source"
    private let answer: AWSCredentials
    private let state = Mutex((searches: 0, isEnded: false))
    var searches: Int { state.withLock { $0.searches } }

    init(_ answer: AWSCredentials) { self.answer = answer }

    func end() { state.withLock { $0.isEnded = true } }

    func credentials() async throws(CredentialFailure) -> AWSCredentials {
      state.withLock { $0.searches += 1 }
      while !state.withLock({ $0.isEnded }) {
        guard !Task.isCancelled else { throw .absent("interrupted") }
        await Task.yield()
      }
      return answer
    }
  }

  private final class Clock: Sendable {
    let time: Mutex<Timestamp>
    init(_ time: Timestamp) { self.time = Mutex(time) }
    func set(_ time: Timestamp) { self.time.withLock { $0 = time } }
  }
}
