// An existing Secret's keys, matched against what the provider holds: by value where equal, else by name.

import Basics
public import ExternalSecrets

/// Finds in a provider's secrets what the keys of a Secret come from.
///
/// Values are compared by fingerprints that a key of the run makes: neither values nor fingerprints are shown.
public struct SecretMatching: Sendable {
  /// A remote secret, or a member of one, and its fingerprint.
  public struct Candidate: Sendable {
    /// The place.
    public var reference: RemoteReference
    /// The value's fingerprint; nil where it couldn't be read.
    public var fingerprint: [UInt8]?

    /// A candidate.
    public init(_ reference: RemoteReference, fingerprint: [UInt8]?) {
      self.reference = reference
      self.fingerprint = fingerprint
    }
  }

  /// Where a key comes from.
  public enum Match: Sendable, Hashable {
    /// The value there is the same; whether its name fits as well.
    case value(RemoteReference, isNamed: Bool)
    /// The name fits, the value is another, or can't be read.
    case name(RemoteReference)
    /// Nothing fits.
    case none
  }

  private let secret: String
  private let candidates: [Candidate]

  /// The candidates for a Secret of that name.
  public init(secret: String, candidates: [Candidate]) {
    self.secret = secret
    self.candidates = candidates
  }

  /// Where the value of a key is.
  ///
  /// Of several places with the same value the one whose name is nearest to the Secret's and the key's wins.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - fingerprint: The fingerprint of its value.
  /// - Returns: The place.
  public func match(key: String, fingerprint: [UInt8]) -> Match {
    let equal = candidates.filter { $0.fingerprint == fingerprint }
    if let best = best(equal, key) {
      return .value(best.reference, isNamed: rank(best.reference, key) >= Self.keyRank)
    }
    return named(key).map(Match.name) ?? .none
  }

  /// The place whose name fits a key, whatever its value; nil where there is none.
  public func named(_ key: String) -> RemoteReference? {
    best(candidates.filter { rank($0.reference, key) >= Self.keyRank + 2 }, key)?.reference
  }

  /// What it counts that the last word of a place is the key.
  private static let keyRank = 4

  private func best(_ candidates: [Candidate], _ key: String) -> Candidate? {
    let ranked = candidates.map { (rank: rank($0.reference, key), candidate: $0) }
    return ranked.max { left, right in
      (left.rank, right.candidate.reference.key) < (right.rank, left.candidate.reference.key)
    }?.candidate
  }

  /// How much a place sounds like this key of this Secret.
  private func rank(_ reference: RemoteReference, _ key: String) -> Int {
    let words = Self.words(reference.key)
    let last = reference.property.isEmpty ? words.last ?? "" : Self.plain(reference.property)
    return (last == Self.plain(key) ? Self.keyRank : 0)
      + (Self.plain(reference.key).contains(Self.plain(secret)) ? 2 : 0)
      + (words.contains(Self.plain(secret)) ? 1 : 0)
      + (reference.key.split(separator: "/").contains { $0 == secret } ? 2 : 0)
  }

  /// The remote secrets that may be meant, the likeliest first.
  ///
  /// - Parameters:
  ///   - names: The remote secrets there are.
  ///   - secret: The Secret's name.
  ///   - keys: Its keys.
  ///   - limit: How many are wanted at most.
  /// - Returns: Their names.
  public static func likely(_ names: [String], for secret: String, keys: [String], limit: Int) -> [String] {
    let wanted = Set(words(secret) + [plain(secret)] + keys.map(plain))
    let ranked = names.map { name in
      (score: Set(words(name)).intersection(wanted).count + (plain(name).contains(plain(secret)) ? 4 : 0), name: name)
    }
    return ranked.sorted { ($1.score, $0.name) < ($0.score, $1.name) }.prefix(limit).map(\.name)
  }

  private static func words(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  private static func plain(_ text: String) -> String { words(text).joined() }
}
