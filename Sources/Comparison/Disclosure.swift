// What of a value may be shown: the one place that decides it.

public import Basics
public import Reconciliation

/// How much of secret values an output shows.
public struct Disclosure: Sendable {
  /// Whether values themselves are shown (`--show-values`).
  public var showsValues: Bool
  /// Whether the sizes of values are shown (`--show-sizes`): a password's length tells a lot about it.
  public var showsSizes: Bool
  /// What makes the fingerprints of values that aren't shown.
  public var fingerprinter: Fingerprinter

  /// A disclosure.
  public init(showsValues: Bool = false, showsSizes: Bool = false, fingerprinter: Fingerprinter) {
    self.showsValues = showsValues
    self.showsSizes = showsSizes
    self.fingerprinter = fingerprinter
  }

  /// A value's stand-in in machine-readable output: `{"redacted": true, "fingerprint": …}`.
  public func redacted(_ value: SecretBytes) -> JSON {
    var members: JSON.Members = [
      "redacted": true, "fingerprint": .string(fingerprinter.fingerprint(value)),
    ]
    if showsSizes { members.append("bytes", .int(value.count)) }
    return .object(members)
  }

  /// A value of the desired object as it may stand in machine-readable output.
  ///
  /// - Parameters:
  ///   - value: The value.
  ///   - place: The form it takes there.
  /// - Returns: The value, or what stands for it.
  public func json(_ value: DesiredValue, at place: ValuePlace) -> JSON {
    switch value.content {
    case .generated(let generator): return ["generated": .string(generator.description)]
    case .unreadable(let provider): return ["unreadable": .string(provider)]
    case .ambiguous(let candidates):
      // The controller picks one by chance; the first is shown where there is room for one only, and a note says so.
      guard showsValues, let first = candidates.first else { return ["ambiguous": .array(candidates.map(redacted))] }
      return Self.plain(first, at: place)
    case .known(let bytes):
      return value.isSecret && !showsValues ? redacted(bytes) : Self.plain(bytes, at: place)
    }
  }

  private static func plain(_ bytes: SecretBytes, at place: ValuePlace) -> JSON {
    switch place {
    case .base64: .string(Base64.standard.encode(bytes.reveal()))
    case .string: .string(String(decoding: bytes.reveal(), as: UTF8.self))
    case .literal: (try? JSON.parse(bytes.reveal(), locating: false)) ?? .null
    }
  }
}
