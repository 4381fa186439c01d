// Which manifests are given.

import Arguments

/// Options that name manifests.
struct FileOptions: Sendable {
  static let filename = Option(
    "filename", short: "f", valueName: "file", abstract: "file, directory, URL, or - for standard input",
    isRepeatable: true, completion: .files)
  static let recursive = Flag(
    "recursive", short: "R", abstract: "go through the directories given with -f, and those below")
  static let kustomize = Option(
    "kustomize", short: "k", valueName: "directory", abstract: "kustomization to build with kubectl kustomize",
    completion: .files)

  static let group = CommandDescription.Group(
    "Manifests", [filename.description, recursive.description, kustomize.description])

  let filenames: [String]
  let isRecursive: Bool
  let kustomization: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    // As in kubectl several names may stand behind one -f; standard input can be read only once.
    filenames = try arguments.values(Self.filename).flatMap { $0.split(separator: ",").map(String.init) }
      .reduce(into: []) { names, name in if name != "-" || !names.contains("-") { names.append(name) } }
    isRecursive = arguments[Self.recursive]
    kustomization = try arguments.value(Self.kustomize)
  }

  /// These files, without options.
  init(filenames: [String], isRecursive: Bool) {
    self.filenames = filenames
    self.isRecursive = isRecursive
    kustomization = nil
  }

  /// Whether none is given.
  var isEmpty: Bool { filenames.isEmpty && kustomization == nil }
}
