// Whether a store can be read from, as its controller last found.

public import Basics
public import ExternalSecrets

/// A store, and whether it works.
public struct StoreHealth: Sendable {
  /// Whether a store works.
  public enum State: Sendable, Hashable {
    /// The controller could use it when it last looked.
    case ready
    /// The controller couldn't; its reason and message.
    case notReady(reason: String, message: String)
    /// The controller hasn't looked yet.
    case unchecked
    /// There is no such store.
    case missing
    /// It couldn't be read from here.
    case unknown
  }

  /// The store.
  public var reference: StoreReference
  /// Whether it works.
  public var state: State
  /// Where it gets its values, such as `aws`; nil where that isn't known.
  public var provider: String?
  /// The controller class it belongs to; empty for the default one.
  public var controller: String
  /// What the store puts in front of every key.
  public var keyPrefix: String

  /// A store of which nothing is known but whether it is there.
  public init(_ reference: StoreReference, _ state: State) {
    self.reference = reference
    self.state = state
    provider = nil
    controller = ""
    keyPrefix = ""
  }

  /// The health of a live store.
  public init(_ json: JSON) {
    let store = SecretStore.decode(Manifest(json)).object
    reference = store.reference
    provider = store.provider?.name
    controller = store.controller
    keyPrefix = if case .aws(let aws) = store.provider { aws.prefix } else { "" }
    guard let ready = store.statusConditions.first(where: { $0.type == "Ready" }) else {
      state = .unchecked
      return
    }
    state = ready.status == "True" ? .ready : .notReady(reason: ready.reason, message: ready.message)
  }

  /// Whether reading from it is bound to fail.
  public var isBroken: Bool {
    switch state {
    case .notReady, .missing: true
    case .ready, .unchecked, .unknown: false
    }
  }

  /// A word for the state.
  public var word: String {
    switch state {
    case .ready: "ready"
    case .notReady: "not ready"
    case .unchecked: "unchecked"
    case .missing: "missing"
    case .unknown: "unknown"
    }
  }
}
