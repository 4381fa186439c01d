// Reading manifests from where the options say, in kubectl's manner.

import Basics
import ExternalSecrets
import HTTP
import System

/// Reads files, directories, URLs, standard input and kustomizations.
struct ManifestLoader: Sendable {
  let environment: Environment
  let transport: @Sendable () -> any HTTPTransport
  /// The namespace of objects that name none.
  let namespace: String
  /// Whether URLs may be fetched.
  let isOffline: Bool
  /// Variables filled in before the text is read.
  var substitution = Substitution.none

  private static let sizeLimit = 256 << 20
  private static let extensions = [".yaml", ".yml", ".json"]

  /// Everything the options name; what can't be read is among the failures.
  func load(_ options: FileOptions) async -> ManifestSet {
    var set = ManifestSet()
    for name in options.filenames {
      if name == "-" || name.hasPrefix("http://") || name.hasPrefix("https://") {
        await load(name, into: &set)
      } else {
        var paths: [String] = []
        find(name, recursive: options.isRecursive, isRoot: true, &paths, &set)
        await read(paths, into: &set)
      }
    }
    if let directory = options.kustomization { await kustomize(directory, into: &set) }
    return set
  }

  private func load(_ name: String, into set: inout ManifestSet) async {
    guard name == "-" else { return await fetch(name, into: &set) }
    do throws(FileError) {
      set.add(substitution.apply(to: try environment.standardInput()), file: "-", namespace: namespace)
    } catch {
      set.failures.append(LocatedError("standard input can't be read: \(error.description)", file: "-"))
    }
  }

  /// The files that a path stands for: itself, or those of a directory.
  private func find(_ path: String, recursive: Bool, isRoot: Bool, _ paths: inout [String], _ set: inout ManifestSet) {
    do throws(FileError) {
      guard let entries = try environment.files.entries(of: path) else { return paths.append(path) }
      let directory = path.hasSuffix("/") ? String(path.dropLast()) : path
      let before = paths.count
      for entry in entries {
        let child = "\(directory)/\(entry.name)"
        if entry.isDirectory {
          if recursive { find(child, recursive: true, isRoot: false, &paths, &set) }
        } else if Self.extensions.contains(where: entry.name.hasSuffix) {
          paths.append(child)
        }
      }
      if isRoot, paths.count == before {
        set.failures.append(
          LocatedError(
            "the directory holds no .yaml, .yml or .json file", file: path,
            hint: !recursive && entries.contains(where: \.isDirectory)
              ? "add -R to go through the directories below" : nil))
      }
    } catch {
      set.failures.append(LocatedError(reason(error), file: path, hint: "check the path given with -f"))
    }
  }

  /// Reads files on all cores, in batches, and keeps their order.
  private func read(_ paths: [String], into set: inout ManifestSet) async {
    let size = 32
    let batches = stride(from: 0, to: paths.count, by: size).map { Array(paths[$0..<min($0 + size, paths.count)]) }
    guard batches.count > 1 else { return set.merge(read(paths)) }
    let parts = await withTaskGroup(of: (Int, ManifestSet).self) { group in
      for (index, batch) in batches.enumerated() { group.addTask { (index, read(batch)) } }
      return await group.reduce(into: [Int: ManifestSet]()) { $0[$1.0] = $1.1 }
    }
    for index in batches.indices { if let part = parts[index] { set.merge(part) } }
  }

  private func read(_ paths: [String]) -> ManifestSet {
    var set = ManifestSet()
    for path in paths {
      do throws(FileError) {
        let bytes = try environment.files.contents(of: path, limit: Self.sizeLimit)
        set.add(substitution.apply(to: bytes), file: path, namespace: namespace)
      } catch {
        set.failures.append(LocatedError(reason(error), file: path, hint: "check the path given with -f"))
      }
    }
    return set
  }

  private func reason(_ error: FileError) -> String {
    switch error.reason {
    case .missing: "there is no such file or directory"
    case .directory: "this is a directory"
    case .tooLarge(let limit): "the file is larger than \(limit >> 20) MiB"
    case .other(let reason): reason
    }
  }

  private func fetch(_ url: String, into set: inout ManifestSet) async {
    guard !isOffline else {
      set.failures.append(
        LocatedError("a URL can't be fetched with --offline", file: url, hint: "fetch it first, and give the file"))
      return
    }
    do throws(HTTPError) {
      let proxy = ProxyEnvironment(environment.variables).proxy(for: url)
      let response = try await transport().send(HTTPRequest(url: url, redirectLimit: 10, proxy: proxy))
      guard response.status == 200 else {
        set.failures.append(LocatedError("the server answered \(response.status)", file: url, hint: "check the URL"))
        return
      }
      set.add(substitution.apply(to: response.body), file: url, namespace: namespace)
    } catch {
      set.failures.append(LocatedError("the URL can't be fetched: \(error)", file: url, hint: "check the URL"))
    }
  }

  private func kustomize(_ directory: String, into set: inout ManifestSet) async {
    guard let kubectl = ExecutablePath.find("kubectl", in: environment.variables) else {
      set.failures.append(
        LocatedError("-k needs kubectl, and there is none on the PATH", file: directory, hint: "install kubectl"))
      return
    }
    do throws(ChildProcessError) {
      let child = ChildProcess(
        path: kubectl, arguments: ["kustomize", directory], variables: environment.variables,
        output: .captured(limit: Self.sizeLimit), error: .captured(limit: 1 << 16), timeLimit: .seconds(120))
      let completion = try await child.run()
      guard completion.succeeded else {
        let reason =
          String(decoding: completion.error.reveal().prefix(2000), as: UTF8.self)
          .split(separator: "\n").first.map(String.init) ?? "no reason given"
        set.failures.append(LocatedError("kubectl kustomize failed: \(reason)", file: directory))
        return
      }
      set.add(substitution.apply(to: completion.output.reveal()), file: "kustomize:\(directory)", namespace: namespace)
    } catch {
      set.failures.append(LocatedError("kubectl kustomize could not be run: \(error.description)", file: directory))
    }
  }
}
