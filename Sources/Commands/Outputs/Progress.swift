// A word on standard error while something takes longer than half a second.

/// Says what is going on, if it goes on for long and a person is watching.
struct Progress: Sendable {
  private let task: Task<Void, Never>?
  private let environment: Environment

  init(_ what: String, in environment: Environment) {
    self.environment = environment
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

  /// Ends it; the line is cleared.
  func end() { task?.cancel() }
}
