// create, called bare on a terminal: it asks, and ends with the command line that would have said the same.

import Arguments
import Basics
import ExternalSecrets
import Reconciliation
import Scaffolding
import System

/// A conversation from which the words of a command line come.
struct CreateInterview: Sendable {
  private let environment: Environment
  /// The options given with the bare `create`: how the cluster and AWS are reached, and the like.
  private let words: [String]

  /// How many names are shown at a time.
  private static let limit = 15

  /// A conversation.
  ///
  /// - Parameters:
  ///   - words: The options that were given.
  ///   - environment: The world, a person at the terminal in it.
  init(_ words: [String], in environment: Environment) {
    self.words = words
    self.environment = environment
  }

  /// Asks for what an ExternalSecret needs.
  ///
  /// - Returns: The words that say it, without `create`; nil where the person has ended the conversation.
  /// - Throws: ``LocatedError`` where the cluster can't be asked.
  func ask() async throws(LocatedError) -> [String]? {
    environment.note("An empty line takes what stands in brackets; Ctrl-D ends.")
    guard let name = askName() else { return nil }
    let world = try await CreateWorld(try options([name]), in: environment)
    guard let store = await askStore(world) else { return nil }
    let remote = await remote(name, store, world)
    guard let key = await askRemoteKey(remote, suggestion: name), let keys = await askKeys(key, remote, name),
      let use = askUse()
    else { return nil }
    return [name] + store + keys + use + words
  }

  /// The options that these words stand for; the search among them only makes sure that there is something to do.
  private func options(_ more: [String]) throws(LocatedError) -> CreateOptions {
    do throws(UsageError) {
      return try CreateOptions(ParsedArguments(more + ["--find", "."] + words, for: CreateCommand.description))
    } catch {
      throw LocatedError(error.message, hint: error.hint)
    }
  }

  // MARK: Questions

  /// The answer to a question; nil at the end of input.
  private func line(_ question: String, otherwise: String? = nil) -> String? {
    environment.errorOutput(Array("\(question)\(otherwise.map { " [\($0)]" } ?? ""): ".utf8))
    guard let typed = environment.readLine() else { return nil }
    let answer = String(typed.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    return answer.isEmpty ? otherwise ?? "" : answer
  }

  private func askName() -> String? {
    while let name = line("Name of the ExternalSecret, and of its Secret") {
      do throws(LocatedError) {
        try ExternalSecretRequest.checkName(name, of: "an ExternalSecret", hint: nil)
        return name
      } catch {
        environment.note(error.message)
      }
    }
    return nil
  }

  /// The store that is to be used, or the options of one that is to be written.
  private func askStore(_ world: CreateWorld) async -> [String]? {
    let usable = (try? await world.stores().access.usable(from: world.namespace)) ?? []
    let names = usable.map { ($0.kind == .clusterSecretStore ? "cluster:" : "") + $0.name }
    guard !names.isEmpty else {
      environment.note("There is no store to read from: one for AWS Secrets Manager is written too.")
      let region = environment.variables.nonEmpty("AWS_REGION") ?? environment.variables.nonEmpty("AWS_DEFAULT_REGION")
      while let answer = line("AWS region", otherwise: region) {
        if !answer.isEmpty { return ["--with-store", "--region", answer] }
      }
      return nil
    }
    environment.note("Stores: \(names.joined(separator: ", "))")
    while let answer = line("Store to read from", otherwise: names.first) {
      guard let index = names.firstIndex(of: answer) else {
        environment.note("there is no store \(answer)")
        continue
      }
      return [usable[index].kind == .clusterSecretStore ? "--cluster-store" : "--store", usable[index].name]
    }
    return nil
  }

  /// What can be read from here; nil where nothing can, so that answers are taken as they are typed.
  private func remote(_ name: String, _ store: [String], _ world: CreateWorld) async -> RemoteSecrets? {
    do throws(LocatedError) {
      let options = try options([name] + store)
      let drafts = try CreateAssembly(options, world).storeDrafts(version: "v1")
      guard let reference = options.store.reference ?? drafts?.request.reference else { return nil }
      return try await RemoteSecrets(reference, world, drafts: drafts?.drafts ?? [])
    } catch {
      environment.note("The provider can't be asked, so names are taken as they are typed: \(error.message)")
      return nil
    }
  }

  /// A remote key: typed whole, or in part and completed from the names there are.
  private func askRemoteKey(_ remote: RemoteSecrets?, suggestion: String) async -> String? {
    let names = await remote?.source.knownNames().sorted() ?? []
    let near = names.contains(suggestion) ? suggestion : names.nearest(to: suggestion).first
    while let answer = line("Remote key, or a part of it", otherwise: near) {
      if names.isEmpty ? !answer.isEmpty : names.contains(answer) { return answer }
      let found = names.filter { answer.isEmpty || $0.contains(answer) }
      if found.count == 1, let only = found.first {
        environment.note("→ \(only)")
        return only
      }
      let shown = found.isEmpty ? names.nearest(to: answer) : Array(found.prefix(Self.limit))
      if found.isEmpty { environment.note("there is no remote secret \(answer)" + (shown.isEmpty ? "" : "; near it:")) }
      for name in shown { environment.note("  \(name)") }
      if found.count > shown.count { environment.note("  … and \(found.count - shown.count) more") }
    }
    return nil
  }

  /// The keys: all members, some of them, or the value as a whole.
  private func askKeys(_ key: String, _ remote: RemoteSecrets?, _ name: String) async -> [String]? {
    let escaped = key.replacing("\\", with: "\\\\").replacing("#", with: "\\#").replacing("@", with: "\\@")
    let entries: [RequestedKey] =
      if let remote { (try? await remote.entries(of: RemoteReference(key: key), wanted: nil)) ?? [] } else { [] }
    guard !entries.isEmpty else {
      while let answer = line("Key in the Secret for the whole value", otherwise: "value") {
        if !answer.isEmpty { return ["--data", "\(answer)=\(escaped)"] }
      }
      return nil
    }
    let names = entries.map(\.secretKey)
    environment.note("Its members: \(names.joined(separator: ", "))")
    while let answer = line("Keys, with spaces between, or * for all", otherwise: "*") {
      if answer == "*" { return ["--from-remote", escaped] }
      let wanted = answer.split { $0 == " " || $0 == "," }.map(String.init)
      if let unknown = wanted.first(where: { !names.contains($0) }) {
        environment.note("there is no member \(unknown)")
        continue
      }
      return wanted.flatMap { key in
        entries.filter { $0.secretKey == key }.flatMap {
          ["--data", "\(key)=\(escaped)#\($0.remote.property.replacing("@", with: "\\@"))"]
        }
      }
    }
    return nil
  }

  /// Whether a workload is wired, and whether all is applied.
  private func askUse() -> [String]? {
    var words: [String] = []
    while let answer = line("Workload whose variables read the keys, such as deploy/web", otherwise: "none") {
      if answer == "none" { return words + askWhereTo() }
      do throws(LocatedError) {
        let workload = try WorkloadReference(parsing: answer, option: "--inject")
        words = ["--inject", workload.description]
        return words + askWhereTo()
      } catch {
        environment.note("\(error.message): \(error.hint ?? "")")
      }
    }
    return nil
  }

  private func askWhereTo() -> [String] {
    if self.words.contains(where: { $0.hasPrefix("--offline") || $0.hasPrefix("--no-cluster") || $0 == "--apply" }) {
      return []
    }
    return Confirmation.ask("Apply it to the cluster now?", in: environment) ? ["--apply"] : []
  }
}
