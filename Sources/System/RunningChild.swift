// A started child: its pipes, its end. Everything here blocks; `ChildProcess.run` gives it a thread of its own.

import Basics
import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A request, from any thread, to end a child.
final class Interruption: Sendable {
  private let isSet = Atomic(false)

  /// Whether it was asked for.
  var isRequested: Bool { isSet.load(ordering: .relaxed) }

  /// Asks for it.
  func request() { isSet.store(true, ordering: .relaxed) }
}

/// Runs blocking work on a thread that is not one of the few that Swift's tasks share.
func onThread<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
  await withCheckedContinuation { continuation in
    DispatchQueue(label: "blocking").async { continuation.resume(returning: work()) }
  }
}

/// A child that was started and has not been waited for.
struct RunningChild {
  private let command: ChildProcess
  private let process: pid_t
  private var input: Pipe.End?
  private var streams: [Stream] = []
  private let started = ContinuousClock.now

  /// An output stream being captured.
  private struct Stream {
    var end: Pipe.End
    var limit: Int
    var bytes: [UInt8] = []
    var isOpen = true
  }

  /// How long a child may take to end after SIGTERM before it gets SIGKILL.
  private static let grace = Duration.seconds(2)
  /// How often a child's end, the time limit and interruption are looked at, in milliseconds.
  private static let interval: Int32 = 50

  init(_ command: ChildProcess) throws(ChildProcessError) {
    self.command = command
    do throws(SystemFailure) {
      var plumbing = try Plumbing()
      try plumbing.connect(command.input)
      try plumbing.connect(command.output, to: 1)
      try plumbing.connect(command.error, to: 2)
      process = try plumbing.spawn(command)
      input = plumbing.input
      streams = plumbing.outputs.map { Stream(end: $0.end, limit: $0.limit) }
    } catch {
      throw .notStarted(path: command.path, reason: error.reason)
    }
  }

  /// Feeds and drains the child until it ends.
  mutating func finish(interruption: Interruption) throws(ChildProcessError) -> ChildProcess.Completion {
    feed()
    var failure: ChildProcessError?
    var reason: ChildProcess.Completion.Reason?
    while reason == nil {
      drain(wait: Self.interval)
      reason = endReason()
      guard reason == nil else { break }
      failure = excess ?? overrun(interruption)
      if failure != nil { break }
    }
    if failure != nil { terminate() }
    while streams.contains(where: { $0.isOpen }), drain(wait: Self.interval) {}
    if let failure = failure ?? excess { throw failure }
    return ChildProcess.Completion(
      reason: reason ?? .signal(SIGKILL), output: captured(command.output, from: 0),
      error: captured(command.error, from: streams.count - 1))
  }

  private func captured(_ output: ChildProcess.Output, from index: Int) -> SecretBytes {
    guard case .captured = output, streams.indices.contains(index) else { return SecretBytes([]) }
    return SecretBytes(streams[index].bytes)
  }

  /// Why the child must end although it runs on.
  private func overrun(_ interruption: Interruption) -> ChildProcessError? {
    if interruption.isRequested { return .cancelled(path: command.path) }
    if let limit = command.timeLimit, ContinuousClock.now - started > limit {
      return .timedOut(path: command.path, limit: limit)
    }
    return nil
  }

  private var excess: ChildProcessError? {
    streams.first { $0.bytes.count > $0.limit }.map { .tooMuchOutput(path: command.path, limit: $0.limit) }
  }

  /// Writes the input from another thread, because a child may write much before it reads.
  private mutating func feed() {
    guard case .bytes(let bytes) = command.input, let end = input else { return }
    input = nil
    DispatchQueue(label: "child input").async {
      // A child that doesn't read its input is no reason for this process to die of SIGPIPE.
      var brokenPipe = sigset_t()
      sigemptyset(&brokenPipe)
      sigaddset(&brokenPipe, SIGPIPE)
      pthread_sigmask(SIG_BLOCK, &brokenPipe, nil)
      bytes.withBytes { buffer in
        var rest = UnsafeRawBufferPointer(buffer)
        while let count = end.write(rest) { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count)) }
      }
      end.close()
    }
  }

  /// Reads what the child wrote, waiting a moment for it.
  ///
  /// - Returns: Whether anything came, or a stream ended.
  @discardableResult
  private mutating func drain(wait milliseconds: Int32) -> Bool {
    let open = streams.indices.filter { streams[$0].isOpen }
    var waiting = open.map { pollfd(fd: streams[$0].end.descriptor, events: Int16(POLLIN), revents: 0) }
    // Without streams this is a pause, short at first: most children end soon after they close their output.
    let pause = open.isEmpty ? min(milliseconds, 2) : milliseconds
    guard poll(&waiting, nfds_t(waiting.count), pause) > 0 else { return false }
    for (index, state) in zip(open, waiting) where state.revents != 0 {
      if let bytes = streams[index].end.read(), streams[index].bytes.count <= streams[index].limit {
        streams[index].bytes += bytes
      } else {
        streams[index].isOpen = false
        streams[index].end.close()
      }
    }
    return true
  }

  private func endReason(waiting: Bool = false) -> ChildProcess.Completion.Reason? {
    var status: Int32 = 0
    var ended = waitpid(process, &status, waiting ? 0 : WNOHANG)
    while ended < 0, errno == EINTR { ended = waitpid(process, &status, waiting ? 0 : WNOHANG) }
    guard ended != 0 else { return nil }
    // Reaped by someone else (SIGCHLD ignored by whoever started us): its exit code is lost.
    guard ended == process else { return .exit(127) }
    let signal = status & 0x7F
    return signal == 0 ? .exit((status >> 8) & 0xFF) : .signal(signal)
  }

  private mutating func terminate() {
    kill(process, SIGTERM)
    let asked = ContinuousClock.now
    while endReason() == nil {
      drain(wait: Self.interval)
      guard ContinuousClock.now - asked > Self.grace else { continue }
      kill(process, SIGKILL)
      _ = endReason(waiting: true)
      return
    }
  }
}
