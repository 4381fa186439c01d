// KUBECTL_EXTERNAL_DIFF, as kubectl diff does it, on redacted files.

import Basics
import Comparison
import Reconciliation
import System
import YAML

/// Lets another program show the difference of two directories.
struct ExternalDiff: Sendable {
  let program: String
  let disclosure: Disclosure
  let environment: Environment

  private static let interrupted: Int32 = 130

  /// Writes the redacted objects to two directories, runs the program on them, and removes them.
  ///
  /// - Parameter diffs: The differences.
  /// - Returns: The exit code if the program didn't do its work; nil if it did, with whatever exit code up to 1.
  func run(_ diffs: [ObjectDiff]) async -> Int32? {
    let words = program.split(separator: " ").map(String.init)
    guard let name = words.first, let path = ExecutablePath.find(name, in: environment.variables) else {
      return fail("KUBECTL_EXTERNAL_DIFF names \(program), which is not on the PATH", hint: "install it, or unset it")
    }
    // From here on an interrupt must not end the process before the files are gone.
    let interruptions = environment.interruptions()
    let work = Task { await show(diffs, with: path, Array(words.dropFirst())) }
    let interruption = Task {
      for await _ in interruptions { work.cancel() }
    }
    defer { interruption.cancel() }
    return await work.value
  }

  private func show(_ diffs: [ObjectDiff], with path: String, _ options: [String]) async -> Int32? {
    do throws(FileError) {
      let directory = try TemporaryDirectory(in: environment.variables.nonEmpty("TMPDIR") ?? "/tmp")
      defer { directory.remove() }
      let live = try directory.makeDirectory("LIVE")
      let merged = try directory.makeDirectory("MERGED")
      for diff in diffs where [.create, .update, .delete].contains(diff.verdict) {
        guard !Task.isCancelled else { return Self.interrupted }
        let objects = ComparedObjects(diff, disclosure: disclosure)
        let file = Self.fileName(diff.decision.target)
        if let before = objects.live { try directory.write(YAML.text(before), to: "\(live)/\(file)") }
        if let after = objects.desired { try directory.write(YAML.text(after), to: "\(merged)/\(file)") }
      }
      return await run(path, options + [live, merged])
    } catch {
      return fail("the redacted files for \(program) can't be written: \(error.description)", hint: "check TMPDIR")
    }
  }

  /// As kubectl names them; a name from a file may be anything, and must not lead out of the directory.
  private static func fileName(_ target: TargetReference) -> String {
    let version = target.apiVersion.split(separator: "/").joined(separator: ".")
    let name = [version, target.kind, target.namespace, target.name].joined(separator: ".")
    return String(name.unicodeScalars.map { $0 == "/" || $0.value == 0 ? "_" : Character($0) }.prefix(240))
  }

  private func run(_ path: String, _ arguments: [String]) async -> Int32? {
    do throws(ChildProcessError) {
      // A program that a person watches gets the terminal: colours, a pager, an editor's windows depend on it.
      let isWatched = environment.terminal.isOutputInteractive
      let child = ChildProcess(
        path: path, arguments: arguments, variables: environment.variables, input: isWatched ? .inherited : .nothing,
        output: isWatched ? .inherited : .captured(limit: 256 << 20), error: .inherited)
      let completion = try await child.run()
      environment.output(completion.output.reveal())
      switch completion.reason {
      case .exit(0...1): return nil
      case .exit(let code): return fail("\(program) failed with exit code \(code)", hint: "see what it says above")
      case .signal(let number): return fail("\(program) was ended by signal \(number)", hint: "run it again")
      }
    } catch {
      if case .cancelled = error { return Self.interrupted }
      return fail("\(program) could not be run: \(error.description)", hint: "check KUBECTL_EXTERNAL_DIFF")
    }
  }

  private func fail(_ message: String, hint: String) -> Int32 {
    Reporter(environment: environment).error(LocatedError(message, hint: hint))
    return 2
  }
}
