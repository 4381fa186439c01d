// One run of forced syncs: watches first, then requests, then waiting until there is a verdict on each object.

internal import Basics
internal import Kubernetes
internal import SyncStatus

/// The state of a run; everything that happens comes to it as a ``SyncInput``, one after the other.
struct SyncRound {
  private let sync: ForcedSync
  private let items: [StatusItem]
  private let clusters: [ClusterSubject]
  private let input: AsyncStream<SyncInput>.Continuation
  private let requester: SyncRequester

  private var trackers: [SyncTracker]
  private var outcomes: [SyncResult.Outcome?]
  private var started: [ContinuousClock.Instant?]
  private var durations: [Duration?]
  /// The index of the object with a uid.
  private let indices: [String: Int]
  /// The objects that are still to be asked for, the next one last.
  private var queue: [Int] = []
  private var underWay = 0
  private var tasks: [Task<Void, Never>] = []
  private var scopes: [SyncScope] = []
  /// The watches that have not yet said how things are before the requests.
  private var pending: Set<Int> = []
  private var deadline: ContinuousClock.Instant?
  private var isInterrupted = false
  /// When the request to a ClusterExternalSecret was answered.
  private var clusterRequested: [String: ContinuousClock.Instant] = [:]

  /// How long a ClusterExternalSecret may take to pass a request on; controllers before 0.20 never do.
  private static let propagation = Duration.seconds(5)

  init(
    _ sync: ForcedSync, items: [StatusItem], clusters: [ClusterSubject], request: String,
    input: AsyncStream<SyncInput>.Continuation
  ) {
    self.sync = sync
    self.items = items
    self.clusters = clusters
    self.input = input
    let write = WriteOptions(isDryRun: sync.options.mode == .serverDryRun)
    requester = SyncRequester(client: sync.client, request: request, options: write)
    trackers = items.map { SyncTracker($0.object, request: request) }
    outcomes = items.map { $0.obstacle(invalidates: sync.options.invalidates).map { .blocked($0) } }
    started = items.map { _ in nil }
    durations = items.map { _ in nil }
    indices = Dictionary(items.enumerated().map { ($1.object.uid, $0) }) { first, _ in first }
  }

  private var waits: Bool { sync.options.waits && sync.options.mode == .apply }
  private var open: [Int] { outcomes.indices.filter { outcomes[$0] == nil } }

  /// Runs to the end.
  mutating func run(_ stream: AsyncStream<SyncInput>) async -> [SyncResult] {
    let references = open.map { items[$0].object.target }
    let before = waits ? await TargetContents(references, client: sync.client) : nil
    if waits { startWatching() }
    startTicking()
    if pending.isEmpty { startRequesting() }
    if !open.isEmpty {
      for await event in stream {
        take(event)
        if open.isEmpty, underWay == 0 { break }
      }
    }
    for task in tasks { task.cancel() }
    input.finish()
    return await results(before: before, references: references)
  }

  private mutating func startWatching() {
    let objects = open.map { items[$0].object }
    scopes = SyncScope.covering(objects)
    let feed = SyncFeed(client: sync.client, input: input, wanted: Set(objects.map(\.uid)))
    for (number, scope) in scopes.enumerated() {
      pending.formUnion([2 * number, 2 * number + 1])
      tasks.append(feed.watchObjects(of: scope, as: 2 * number))
      tasks.append(feed.watchEvents(of: scope, as: 2 * number + 1))
    }
  }

  private mutating func startTicking() {
    tasks.append(
      Task { [input] in
        while !Task.isCancelled {
          do { try await Task.sleep(for: .milliseconds(200)) } catch { return }
          input.yield(.tick)
        }
      })
  }

  private mutating func startRequesting() {
    guard deadline == nil, !isInterrupted else { return }
    deadline = .now + sync.options.timeout
    let clusterUIDs = Set(clusters.map(\.uid))
    queue = open.filter { !clusterUIDs.contains(items[$0].object.ownerUID ?? "") }.reversed()
    for (number, cluster) in clusters.enumerated() {
      underWay += 1
      // Not a child of the waiting task: a request under way is finished, not cut off.
      Task { [requester, input] in
        do throws(KubernetesError) {
          try await requester.request(cluster)
          input.yield(.clusterRequested(number, nil))
        } catch {
          input.yield(.clusterRequested(number, error))
        }
      }
    }
    requestMore()
  }

  private mutating func requestMore() {
    while underWay < sync.options.concurrency, let index = queue.popLast() {
      guard outcomes[index] == nil else { continue }
      underWay += 1
      started[index] = .now
      let object = items[index].object
      let invalidates = sync.options.invalidates && items[index].obstacle(invalidates: false) != nil
      Task { [requester, input] in
        do throws(KubernetesError) {
          input.yield(.requested(index, .success(try await requester.request(object, invalidates: invalidates))))
        } catch {
          input.yield(.requested(index, .failure(error)))
        }
      }
    }
  }

  private mutating func take(_ event: SyncInput) {
    let now = ContinuousClock.now
    switch event {
    case .objects(let number, let event):
      note(event, of: number, at: now)
      ready(number)
    case .events(let number, let event):
      note(event, at: now)
      ready(number)
    case .ended(let number, let error):
      noteEnd(of: number, error)
      ready(number)
    case .requested(let index, let answer): note(answer, for: index, at: now)
    case .clusterRequested(let number, let error): note(error, ofCluster: number, at: now)
    case .tick: tick(now)
    case .interrupted: interrupt()
    }
  }

  private mutating func ready(_ number: Int) {
    guard pending.remove(number) != nil, pending.isEmpty else { return }
    startRequesting()
  }

  private mutating func note(_ event: WatchEvent<LiveExternalSecret>, of number: Int, at now: ContinuousClock.Instant) {
    switch event {
    case .snapshot(let objects):
      for object in objects { update(object.uid) { $0.observe(object, at: now) } }
      let seen = Set(objects.map(\.uid))
      for index in open where scopes[number / 2].covers(items[index].object) && !seen.contains(items[index].object.uid)
      {
        update(items[index].object.uid) { $0.disappear() }
      }
    case .added(let object), .modified(let object): update(object.uid) { $0.observe(object, at: now) }
    case .deleted(let object): update(object.uid) { $0.disappear() }
    }
  }

  private mutating func note(_ event: WatchEvent<Event>, at now: ContinuousClock.Instant) {
    switch event {
    case .snapshot(let events): for event in events { update(event.objectUID) { $0.observe(event, at: now) } }
    case .added(let event), .modified(let event): update(event.objectUID) { $0.observe(event, at: now) }
    case .deleted: break  // Events age out; what they said stays said.
    }
  }

  private mutating func noteEnd(of number: Int, _ error: KubernetesError) {
    let scope = scopes[number / 2]
    guard number % 2 == 0 else {
      return sync.note("failures are seen late, because their events can't be watched: \(error.located.message)")
    }
    let cause = SyncCause("its outcome can't be seen: \(error.located.message)", hint: error.located.hint)
    for index in open where scope.covers(items[index].object) {
      outcomes[index] = started[index] == nil ? .notRequested(cause) : .timedOut(cause)
    }
  }

  private mutating func note(
    _ answer: Result<LiveExternalSecret?, KubernetesError>, for index: Int, at now: ContinuousClock.Instant
  ) {
    underWay -= 1
    switch answer {
    case .failure(let error):
      let located = error.located
      outcomes[index] = outcomes[index] ?? .notRequested(SyncCause(located.message, hint: located.hint))
    case .success(let object):
      if sync.options.mode == .serverDryRun {
        outcomes[index] = .wouldRequest
      } else if !waits {
        outcomes[index] = .requested
      } else if let object {
        update(object.uid) { $0.requested(object, at: now) }
      }
    }
    isInterrupted ? interrupt() : requestMore()
  }

  private mutating func note(_ error: KubernetesError?, ofCluster number: Int, at now: ContinuousClock.Instant) {
    underWay -= 1
    let cluster = clusters[number]
    let members = open.filter { items[$0].object.ownerUID == cluster.uid }
    if let located = error?.located {
      for index in members { outcomes[index] = .notRequested(SyncCause(located.message, hint: located.hint)) }
    } else if !waits {
      let outcome: SyncResult.Outcome = sync.options.mode == .serverDryRun ? .wouldRequest : .requested
      for index in members { outcomes[index] = outcome }
    } else {
      clusterRequested[cluster.uid] = now
      for index in members { started[index] = now }
    }
    if isInterrupted { interrupt() }
  }

  private mutating func tick(_ now: ContinuousClock.Instant) {
    for index in open { update(items[index].object.uid) { $0.settle(at: now) } }
    for (uid, since) in clusterRequested where now - since > Self.propagation {
      clusterRequested[uid] = nil
      queue += open.filter { items[$0].object.ownerUID == uid && !trackers[$0].isRequested }
    }
    requestMore()
    guard let deadline, now >= deadline else { return }
    queue = []
    for index in open { outcomes[index] = .timedOut(timeoutCause(index)) }
  }

  private func timeoutCause(_ index: Int) -> SyncCause {
    let limit = sync.options.timeout.short
    guard trackers[index].isRequested else {
      return SyncCause("the request wasn't answered within \(limit)", hint: "allow more time with --timeout")
    }
    let status = trackers[index].object.status
    if status.isReady == false {
      return SyncCause(
        "no new attempt was seen within \(limit); the last one failed: \(status.message)",
        hint: items[index].cause?.hint)
    }
    return SyncCause(
      "the controller didn't answer within \(limit)", hint: "is the operator running, and does it watch this namespace?"
    )
  }

  /// Stops asking, and lets go of what isn't under way.
  private mutating func interrupt() {
    isInterrupted = true
    queue = []
    guard underWay == 0 else { return }
    for index in open { outcomes[index] = .interrupted(wasRequested: started[index] != nil) }
  }

  private mutating func update(_ uid: String, _ change: (inout SyncTracker) -> Void) {
    guard let index = indices[uid], outcomes[index] == nil else { return }
    change(&trackers[index])
    guard let verdict = trackers[index].verdict else { return }
    durations[index] = started[index].map { ContinuousClock.now - $0 }
    switch verdict {
    case .synced: outcomes[index] = .synced
    case .failed(let message): outcomes[index] = .failed(SyncCause(controllerMessage: message))
    case .deleted: outcomes[index] = .failed(SyncCause("it was deleted meanwhile"))
    }
  }

  private func results(before: TargetContents?, references: [ObjectReference]) async -> [SyncResult] {
    let after = before == nil ? nil : await TargetContents(references, client: sync.client)
    if let problem = before?.problem ?? after?.problem {
      sync.note("what changed can't be told: \(problem.located.message)")
    }
    return items.indices.map { index in
      let target = items[index].object.target
      let values = [before, after].flatMap { $0?.data[target].map { Array($0.values) } ?? [] }
      let outcome = (outcomes[index] ?? .interrupted(wasRequested: false)).redacted(by: Redaction(values))
      let changes = before.flatMap { after?.changes(of: target, since: $0, fingerprint: sync.fingerprint) }
      return sync.result(of: items[index], outcome, duration: durations[index], changes: changes)
    }
  }
}

extension SyncScope {
  /// Whether an object shows up in this scope.
  func covers(_ object: LiveExternalSecret) -> Bool {
    resource == object.resource && (namespace == nil || namespace == object.namespace)
      && (name == nil || name == object.name)
  }
}

extension SyncResult.Outcome {
  /// The outcome without values in the controller's words.
  fileprivate func redacted(by redaction: Redaction) -> SyncResult.Outcome {
    switch self {
    case .failed(let cause): .failed(SyncCause(redaction.apply(to: cause.message), hint: cause.hint))
    case .timedOut(let cause): .timedOut(SyncCause(redaction.apply(to: cause.message), hint: cause.hint))
    default: self
    }
  }
}
