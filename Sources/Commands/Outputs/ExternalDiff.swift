// KUBECTL_EXTERNAL_DIFF, as kubectl diff does it, on redacted files.

import Basics
import Comparison
import ExternalSecrets
import Reconciliation
import System
import YAML

/// Lets another program show the difference of two directories.
struct ExternalDiff: Sendable {
  let program: String
  let disclosure: Disclosure
  let environment: Environment

  /// Writes the redacted objects to two directories, runs the program on them, and removes them.
  ///
  /// - Parameter diffs: The differences.
  /// - Returns: Whether the program could be run.
  func run(_ diffs: [ObjectDiff]) async -> Bool {
    let words = program.split(separator: " ").map(String.init)
    guard let name = words.first, let path = ExecutablePath.find(name, in: environment.variables) else {
      environment.note("error: KUBECTL_EXTERNAL_DIFF names \(program), which is not on the PATH")
      environment.note("  hint: install it, or unset KUBECTL_EXTERNAL_DIFF")
      return false
    }
    do throws(FileError) {
      let directory = try TemporaryDirectory(in: environment.variables.nonEmpty("TMPDIR") ?? "/tmp")
      defer { directory.remove() }
      let live = try directory.makeDirectory("LIVE")
      let merged = try directory.makeDirectory("MERGED")
      for diff in diffs where diff.verdict != .none {
        let target = diff.decision.target
        let file = [target.apiVersion.replacing("/", with: "."), target.kind, target.namespace, target.name]
          .joined(separator: ".")
        if let before = diff.decision.live { try directory.write(YAML.text(redacted(before)), to: "\(live)/\(file)") }
        if case .write(let object) = diff.decision.outcome {
          let after = MachineReadable(disclosure).object(object)
          try directory.write(YAML.text(after), to: "\(merged)/\(file)")
        }
      }
      return await run(path, Array(words.dropFirst()) + [live, merged])
    } catch {
      environment.note("error: the redacted files for \(program) can't be written: \(error.description)")
      return false
    }
  }

  private func run(_ path: String, _ arguments: [String]) async -> Bool {
    do throws(ChildProcessError) {
      let child = ChildProcess(
        path: path, arguments: arguments, variables: environment.variables, output: .captured(limit: 64 << 20),
        error: .inherited)
      let completion = try await child.run()
      environment.output(completion.output.reveal())
      return true
    } catch {
      environment.note("error: \(program) could not be run: \(error.description)")
      return false
    }
  }

  /// A live object with what the desired one shows too, every value redacted.
  private func redacted(_ live: Manifest) -> JSON {
    var object = DesiredObject(
      apiVersion: live.apiVersion, kind: live.kind, namespace: live.namespace ?? "", name: live.name)
    if live.objectKind == .secret {
      let secret = LiveSecret(live)
      object.type = secret.type
      object.data = secret.data.mapValues { DesiredValue(.known($0)) }
    }
    object.labels = live.labels.mapValues { DesiredValue(.known(SecretBytes(utf8: $0))) }
    object.annotations = live.annotations.mapValues { DesiredValue(.known(SecretBytes(utf8: $0))) }
    return MachineReadable(disclosure).object(object)
  }
}
