// What the engine says about one ExternalSecret.

public import Basics
public import ExternalSecrets

/// What the controller would do with one ExternalSecret, and why.
public struct Decision: Sendable {
  /// The ExternalSecret.
  public var externalSecret: ExternalSecret
  /// The ClusterExternalSecret that makes it, if one does.
  public var madeBy: ObjectReference?
  /// The object it is about.
  public var target: TargetReference
  /// What would be done.
  public var outcome: Outcome
  /// The Ready condition the controller would set; nil if it would set none.
  public var condition: Condition?
  /// The target as it is now; nil if there is none, or it could not be read.
  public var live: Manifest?
  /// Whether the target was edited by hand since the last sync.
  public var drift: Drift
  /// Other Secrets the controller would delete: those it wrote under an earlier `target.name`.
  public var orphans: [ObjectReference]
  /// What else is worth knowing: unknown fields, keys left to chance, values that fail elsewhere.
  public var notes: [LocatedError]

  /// A decision.
  public init(
    externalSecret: ExternalSecret, target: TargetReference, outcome: Outcome, condition: Condition? = nil,
    live: Manifest? = nil, drift: Drift = .unknown, orphans: [ObjectReference] = [], notes: [LocatedError] = []
  ) {
    self.externalSecret = externalSecret
    self.target = target
    self.outcome = outcome
    self.condition = condition
    self.live = live
    self.drift = drift
    self.orphans = orphans
    self.notes = notes
  }
}

extension Decision {
  /// The target as it will be: what would be written, or the live Secret where it stays as it is.
  ///
  /// It is nil where there will be none, and where nothing can be said.
  public var object: DesiredObject? {
    switch outcome {
    case .write(let object): object
    case .keep where isSecret: live.map { kept($0) }
    // What the controller fails at leaves the Secret as it is; what isn't admitted doesn't reach it.
    case .refuse where isSecret && condition != nil: live.map { kept($0) }
    case .keep, .delete, .skip, .refuse, .error: nil
    }
  }
}

extension Decision {
  private var isSecret: Bool { target.apiVersion == "v1" && target.kind == "Secret" }

  /// A Secret that stays; that the controller manages it is put down first, whatever comes then.
  private func kept(_ live: Manifest) -> DesiredObject {
    var object = DesiredObject(kept: LiveSecret(live))
    let manifest = externalSecret.manifest
    guard manifest.objectKind == .externalSecret, !manifest.isBeingDeleted else { return object }
    object.labels[Bookkeeping.managedLabel] = DesiredValue(plain: "true")
    return object
  }
}

/// The object an ExternalSecret writes, named.
public struct TargetReference: Sendable, Hashable {
  /// Its group and version.
  public var apiVersion: String
  /// Its kind.
  public var kind: String
  /// Its namespace.
  public var namespace: String
  /// Its name.
  public var name: String

  /// Names a target.
  public init(apiVersion: String = "v1", kind: String = "Secret", namespace: String, name: String) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.namespace = namespace
    self.name = name
  }

  /// The target for messages.
  public var reference: ObjectReference { ObjectReference(kind: kind, namespace: namespace, name: name) }
}

/// What would be done.
public enum Outcome: Sendable {
  /// This object would be there afterwards; it may be what is there already.
  case write(DesiredObject)
  /// The target would be deleted.
  case delete(reason: String)
  /// The target would stay as it is.
  case keep(reason: String)
  /// The ExternalSecret would not be looked at.
  case skip(reason: String)
  /// The API server or the controller would refuse it; the condition's reason is in the decision.
  case refuse(LocatedError)
  /// What would be done can't be known: something could not be read from here.
  case error(LocatedError)

  /// The word for it in machine-readable output.
  public var word: String {
    switch self {
    case .write: "write"
    case .delete: "delete"
    case .keep: "keep"
    case .skip: "skip"
    case .refuse: "refuse"
    case .error: "error"
    }
  }
}

/// Whether a live target was changed by someone else since the controller wrote it.
public enum Drift: Sendable, Hashable {
  /// There is no live target, or nothing to tell by.
  case unknown
  /// Its data is what the controller last wrote.
  case none
  /// Its data no longer matches its `data-hash`: it was edited by hand since the last sync.
  case edited
}
