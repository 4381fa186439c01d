// What a store's provider holds: names for everyone, values for comparing only.

import Basics
import ExternalSecrets
import Reconciliation
import Scaffolding

/// The secrets that can be read through a store, with the user's own credentials.
struct RemoteSecrets: Sendable {
  let store: SecretStore
  let source: any SecretSource

  /// Opens a store.
  ///
  /// - Parameters:
  ///   - reference: The store.
  ///   - world: Where it is.
  ///   - drafts: Manifests that are about to be written, the store perhaps among them.
  /// - Throws: ``LocatedError`` where it can't be used, or not be read from here.
  init(_ reference: StoreReference, _ world: CreateWorld, drafts: [ManifestDraft]) async throws(LocatedError) {
    do throws(SecretSourceError) {
      (store, source) = try await world.stores(with: drafts).access.source(reference, from: world.namespace)
    } catch {
      throw error.located("the \(reference) can't be read", otherwise: "name keys with --data, or use --extract")
    }
  }

  /// An entry for each member of a remote JSON object.
  ///
  /// - Parameters:
  ///   - reference: The remote secret, or the part of it.
  ///   - wanted: The members that are wanted; nil for all.
  /// - Returns: The entries, by name, or in the order wanted.
  /// - Throws: ``LocatedError`` where the secret isn't there, is no JSON object, or lacks a member.
  func entries(of reference: RemoteReference, wanted: [String]?) async throws(LocatedError) -> [RequestedKey] {
    let members: [String]
    do throws(SecretSourceError) {
      members = try await source.secretMap(reference).keys.sorted().map(\.text)
    } catch {
      throw await explain(error, reference.key)
    }
    guard !members.isEmpty else {
      throw LocatedError(
        "the remote secret \(reference.key) has no members", hint: "read it whole with --data KEY=\(reference.key)")
    }
    var entries: [RequestedKey] = []
    for key in wanted ?? members {
      guard members.contains(key) else {
        let near = members.nearest(to: key)
        throw LocatedError(
          "the remote secret \(reference.key) has no member \(key)",
          hint: "its members are \((near.isEmpty ? members : near).joined(separator: ", "))")
      }
      entries.append(entry(key, of: reference))
    }
    return entries
  }

  /// The entry of a member, under a key that a Secret can have.
  func entry(_ member: String, of reference: RemoteReference) -> RequestedKey {
    var remote = reference
    let property = store.provider?.name == "aws" ? member.escapedForGJSON(except: ".") : member.escapedForGJSON()
    remote.property = reference.property.isEmpty ? property : "\(reference.property).\(property)"
    return RequestedKey(secretKey: member.asSecretKey, remote: remote)
  }

  /// How many remote secrets are read for comparing, the likeliest first.
  private static let limit = 200

  /// The remote secrets that keys of a Secret may come from, whole and by their members.
  ///
  /// - Parameters:
  ///   - secret: The Secret's name.
  ///   - keys: Its keys.
  ///   - fingerprint: What stands for a value.
  /// - Returns: The places, each with its value's fingerprint where it could be read.
  func candidates(
    for secret: String, keys: [String], _ fingerprint: @Sendable (SecretBytes) -> [UInt8]
  ) async -> [SecretMatching.Candidate] {
    let names = SecretMatching.likely(await source.knownNames(), for: secret, keys: keys, limit: Self.limit)
    let references = names.map { RemoteReference(key: $0) }
    await source.prefetch(references.map { .secret($0) })
    var candidates: [SecretMatching.Candidate] = []
    for reference in references {
      // A secret that can't be read is no candidate by value; its name still is.
      let value = try? await source.secret(reference)
      candidates.append(.init(reference, fingerprint: value.map(fingerprint)))
      guard value != nil, let members = try? await source.secretMap(reference) else { continue }
      for (member, _) in members.sorted(by: { $0.key < $1.key }) {
        // What the entry would give counts, not what the member looks like.
        let entry = entry(member.text, of: reference).remote
        let value = try? await source.secret(entry)
        candidates.append(.init(entry, fingerprint: value.map(fingerprint)))
      }
    }
    return candidates
  }

  /// Entries for the keys of a Secret, found by the names of remote secrets and their members.
  ///
  /// - Parameters:
  ///   - keys: The keys.
  ///   - secret: The Secret's name.
  /// - Returns: An entry for each key.
  /// - Throws: ``LocatedError`` naming the keys that nothing is named for.
  func entries(named keys: [String], of secret: String) async throws(LocatedError) -> [RequestedKey] {
    let matching = SecretMatching(
      secret: secret, candidates: await candidates(for: secret, keys: keys) { _ in [] })
    let entries = keys.map { key in matching.named(key).map { RequestedKey(secretKey: key, remote: $0) } }
    let missing = zip(keys, entries).filter { $1 == nil }.map { $0.0 }
    guard missing.isEmpty else {
      throw LocatedError(
        "nothing in \(source.description) is named for \(missing.joined(separator: ", ")) of Secret \(secret)",
        hint: "name the remote secret that has them as members with --from-remote REMOTEKEY")
    }
    return entries.compactMap { $0 }
  }

  private func explain(_ error: SecretSourceError, _ key: String) async -> LocatedError {
    guard error == .notFound else {
      return error.located(
        "the members of \(key) can't be read", otherwise: "read it whole with --data KEY=\(key), or use --extract")
    }
    let near = await source.names(near: key)
    return LocatedError(
      "there is no remote secret \(key) in \(source.description)",
      hint: near.isEmpty
        ? "create it, or check the name, the region and the account" : "did you mean \(near.joined(separator: ", "))?")
  }
}

extension SecretSourceError {
  /// The error in words.
  ///
  /// - Parameters:
  ///   - what: What couldn't be done.
  ///   - otherwise: What else can be done where values aren't read from here.
  /// - Returns: The error.
  func located(_ what: String, otherwise: String) -> LocatedError {
    switch self {
    case .notFound: LocatedError("\(what): there is none", hint: "check the name")
    case .failed(let cause, let hint), .unavailable(let cause, let hint):
      LocatedError("\(what): \(cause)", hint: hint ?? otherwise)
    case .notReadable(let provider, let reason):
      LocatedError("\(what) from here: \(reason ?? "its provider is \(provider)")", hint: otherwise)
    }
  }
}

extension String {
  /// The name of a member as a gjson path: what has a meaning there is escaped.
  fileprivate func escapedForGJSON(except exempt: Character? = nil) -> String {
    String(flatMap { ".|#@*?!{}[]()=<>%\"\\".contains($0) && $0 != exempt ? ["\\", $0] : [$0] })
  }

  /// The name of a member as a key of a Secret, as the controller converts keys.
  fileprivate var asSecretKey: String {
    String(
      decoding: utf8.count == unicodeScalars.count
        ? utf8.map { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            byte
          default: UInt8(ascii: "_")
          }
        } : unicodeScalars.map { $0.isASCII && $0.properties.isAlphabetic ? UInt8($0.value) : UInt8(ascii: "_") },
      as: UTF8.self)
  }
}
