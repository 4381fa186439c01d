// What became of the object that an ExternalSecret writes.

public import Basics
internal import ExternalSecrets
internal import Reconciliation

/// The state of a target.
public enum TargetState: Sendable, Hashable {
  /// It is as the controller wrote it.
  case asWritten
  /// It is there, and nothing tells whether it was edited.
  case present
  /// Its data isn't what the controller last wrote: someone edited it.
  case edited
  /// It isn't there.
  case missing
  /// It couldn't be read from here, or is of another kind than Secret.
  case unknown

  /// The state of a live Secret.
  public init(secret json: JSON) {
    switch LiveSecret(Manifest(json)).drift {
    case .none: self = .asWritten
    case .edited: self = .edited
    case .unknown: self = .present
    }
  }

  /// A word for the state.
  public var word: String {
    switch self {
    case .asWritten: "in sync"
    case .present: "present"
    case .edited: "edited"
    case .missing: "missing"
    case .unknown: "unknown"
    }
  }
}
