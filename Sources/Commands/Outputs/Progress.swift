// A word on standard error while something takes longer than half a second.

/// Says what is going on, if it goes on for long and a person is watching.
struct Progress: Sendable {
  private let task: Task<Void, Never>?

  /// Does some work, and says so while it lasts; the line is gone before this returns.
  ///
  /// - Parameters:
  ///   - what: What is going on.
  ///   - environment: The world.
  ///   - work: The work.
  /// - Returns: What the work returns.
  /// - Throws: What the work throws.
  static func during<Answer, Failure: Error>(
    _ what: String, in environment: Environment, _ work: () async throws(Failure) -> Answer
  ) async throws(Failure) -> Answer {
    let progress = Progress(what, in: environment)
    do throws(Failure) {
      let answer = try await work()
      await progress.end()
      return answer
    } catch {
      await progress.end()
      throw error
    }
  }

  private init(_ what: String, in environment: Environment) {
    guard environment.terminal.isErrorInteractive else {
      task = nil
      return
    }
    task = Task {
      do { try await Task.sleep(for: .milliseconds(500)) } catch { return }
      environment.errorOutput(Array("\r\u{1B}[K\(what) …".utf8))
      while !Task.isCancelled { do { try await Task.sleep(for: .seconds(3600)) } catch { break } }
      environment.errorOutput(Array("\r\u{1B}[K".utf8))
    }
  }

  private func end() async {
    task?.cancel()
    await task?.value
  }
}
