// Where the manifests go: standard output, files, or the cluster.

import Basics
import ExternalSecrets
import Scaffolding
import System

/// Prints, writes or applies what was made.
struct CreateDelivery: Sendable {
  private let options: CreateOptions
  private let world: CreateWorld
  private var environment: Environment { world.environment }

  init(_ options: CreateOptions, _ world: CreateWorld) {
    self.options = options
    self.world = world
  }

  /// Brings the manifests to where they are wanted.
  ///
  /// - Parameter result: What was made.
  /// - Throws: ``LocatedError`` where that fails.
  func deliver(_ result: CreateResult) async throws(LocatedError) {
    if options.result.previews { try await CreatePreview(options, world).show(result) }
    if let directory = options.result.directory { try write(result, to: directory) }
    if options.result.applies {
      try await CreateApplication(options, world).apply(result)
    } else if options.result.directory == nil {
      environment.print(text(result.all))
    }
    for note in result.notes { environment.note(note) }
    if let policy = result.policy, options.result.directory == nil { explain(policy) }
  }

  /// The manifests as one stream.
  private func text(_ drafts: [ManifestDraft]) -> String {
    switch options.result.format {
    case .yaml: return drafts.map(\.yaml).joined(separator: "---\n")
    case .json:
      let list: JSON = ["apiVersion": "v1", "kind": "List", "items": .array(drafts.map(\.json))]
      let only = drafts.count == 1 ? drafts.first?.json : nil
      return (only ?? list).text(.indented) + "\n"
    }
  }

  private func write(_ result: CreateResult, to directory: String) throws(LocatedError) {
    let base = directory.hasSuffix("/") ? String(directory.dropLast()) : directory
    let suffix = options.result.format.rawValue
    var files: [(path: String, text: String)] = result.manifests.map { ("\(base)/\($0.fileName(suffix))", text([$0])) }
    if let patch = result.patch { files.append(("\(base)/patches/\(patch.fileName(suffix))", text([patch]))) }
    if let policy = result.policy {
      files.append(("\(base)/aws/policy.json", policy.permissions.text(.indented) + "\n"))
      if let trust = policy.trust { files.append(("\(base)/aws/trust-policy.json", trust.text(.indented) + "\n")) }
    }
    // All or none: what is there already is found before anything is written.
    for file in files {
      guard let present = try? environment.files.contents(of: file.path, limit: 1 << 24),
        !present.elementsEqual(file.text.utf8)
      else { continue }
      throw LocatedError(
        "the file is there already, and is another", file: file.path,
        hint: "move it away, or choose another --output-dir")
    }
    for file in files {
      do throws(FileError) {
        let folder = file.path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(file.path[..<$0]) } ?? "."
        try environment.makeDirectory(folder)
        try environment.writeFile(file.path, Array(file.text.utf8))
      } catch {
        throw LocatedError("the file can't be written: \(error.description)", file: file.path)
      }
      environment.note("wrote \(file.path)")
    }
  }

  /// The policies on standard error, so that standard output stays fit for `kubectl apply -f -`.
  private func explain(_ policy: AccessPolicy) {
    for line in policy.explanation { environment.note("# \(line)") }
    environment.note("# IAM policy:")
    environment.note(policy.permissions.text(.indented))
    guard let trust = policy.trust else { return }
    environment.note("# Trust policy of the role:")
    environment.note(trust.text(.indented))
  }
}
