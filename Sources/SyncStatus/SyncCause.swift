// Why an ExternalSecret is not as it should be, in plain words, and what to do.

internal import Basics
internal import ExternalSecrets
public import Kubernetes

/// What is wrong with an ExternalSecret.
public struct SyncCause: Sendable, Hashable {
  /// What is wrong, one sentence without a final period.
  public var message: String
  /// What to do.
  public var hint: String?

  /// A cause.
  public init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }

  /// What is wrong, the nearest cause first; nil if nothing is.
  ///
  /// - Parameters:
  ///   - object: The ExternalSecret.
  ///   - stores: The stores it reads from.
  ///   - target: The state of what it writes.
  ///   - warning: The newest Warning event about it.
  ///   - controllerClass: The class of the controller that is expected to handle it.
  public init?(
    _ object: LiveExternalSecret, stores: [StoreHealth], target: TargetState, warning: Event?,
    controllerClass: String = "default"
  ) {
    if object.isBeingDeleted {
      self.init("it is being deleted", hint: "its finalizer is removed by the controller: is it running?")
      return
    }
    if let cause = stores.lazy.compactMap({ Self(store: $0, of: object, controllerClass: controllerClass) }).first {
      self = cause
      return
    }
    switch object.status.isReady {
    case nil:
      self.init("no controller has looked at it yet", hint: "is the operator running, and watching this namespace?")
    case false?:
      self = Self(failure: object, warning: warning)
    case true?:
      guard let cause = Self(target: target, of: object) else { return nil }
      self = cause
    }
  }

  private init?(store: StoreHealth, of object: LiveExternalSecret, controllerClass: String) {
    if !store.controller.isEmpty, store.controller != controllerClass {
      self.init(
        "\(store.reference) belongs to the controller class \"\(store.controller)\"",
        hint: "only a controller started with --controller-class=\(store.controller) handles it")
      return
    }
    switch store.state {
    case .missing:
      let place = store.reference.kind == .secretStore ? " in namespace \(object.namespace)" : ""
      self.init("\(store.reference) does not exist\(place)", hint: "create it, or correct secretStoreRef")
    case .notReady(_, let message):
      self.init(
        "\(store.reference) is not ready" + (message.isEmpty ? "" : ": \(message)"),
        hint: "see `kubectl describe \(store.reference.kind.rawValue.lowercased()) \(store.reference.name)`")
    case .ready, .unchecked, .unknown: return nil
    }
  }

  /// A cause in the controller's own words, with what to do where they are known.
  public init(controllerMessage text: String) {
    self.init(text, hint: KnownFailure.all.first { text.contains($0.sign) }?.hint)
  }

  private init(failure object: LiveExternalSecret, warning: Event?) {
    let text = warning?.message ?? object.status.message
    self.init(controllerMessage: text.isEmpty ? "the controller reports \(object.status.reason)" : text)
  }

  private init?(target: TargetState, of object: LiveExternalSecret) {
    switch target {
    case .missing where object.spec.target.creationPolicy == .none || object.status.reason == "SecretDeleted":
      return nil
    case .missing where object.status.reason == "SecretMissing":
      self.init(
        "\(object.target) doesn't exist, and creationPolicy: Merge creates none",
        hint: "create it, or set spec.target.creationPolicy to Owner")
    case .missing:
      self.init("\(object.target) doesn't exist any more", hint: "the controller makes it again at the next sync")
    case .edited:
      self.init(
        "\(object.target) was edited by hand since the last sync", hint: "the controller overwrites it at the next sync"
      )
    case .asWritten, .present, .unknown:
      guard object.isSynced == false, object.spec.refreshPolicy != .createdOnce else { return nil }
      self.init("it was changed since its last sync", hint: "the controller should pick it up within seconds")
    }
  }
}

/// A text by which a failure is known, and what to do about it.
private struct KnownFailure {
  let sign: String
  let hint: String

  /// The texts of providers and controller that people meet most, the telling ones first.
  static let all: [KnownFailure] = [
    KnownFailure(
      sign: "Secret does not exist",
      hint: "create the remote key, correct remoteRef.key, or set deletionPolicy: Delete to allow it to be absent"),
    KnownFailure(
      sign: "ResourceNotFoundException", hint: "create the remote key, or correct remoteRef.key and the store's region"),
    KnownFailure(
      sign: "AccessDenied", hint: "grant the store's identity the AWS action named, on that key (and kms:Decrypt)"),
    KnownFailure(
      sign: "ExpiredToken", hint: "the store's AWS credentials have expired: renew the Secret it reads them from"),
    KnownFailure(
      sign: "UnrecognizedClientException", hint: "the store's AWS access key isn't valid: correct the Secret it names"),
    KnownFailure(sign: "AssumeRole", hint: "let the role's trust policy trust the store's identity"),
    KnownFailure(sign: "is not ready", hint: "the store must be repaired first: `kubectl describe` it"),
    KnownFailure(
      sign: "could not execute template",
      hint: "correct spec.target.template; `kubectl extsecret render` shows the place"),
    KnownFailure(
      sign: "could not apply template", hint: "correct spec.target.template; `kubectl extsecret render` shows the place"
    ),
    KnownFailure(
      sign: "is already owned by another", hint: "two ExternalSecrets write one Secret: give one of them another target"
    ),
    KnownFailure(
      sign: "invalid secret keys", hint: "rename the keys with dataFrom[].rewrite"),
    KnownFailure(
      sign: "denied by spec.condition", hint: "add the namespace to the ClusterSecretStore's spec.conditions"),
    KnownFailure(
      sign: "context deadline exceeded", hint: "the provider can't be reached from the controller: network, proxy"),
    KnownFailure(sign: "ThrottlingException", hint: "raise refreshInterval: the provider refuses so many reads"),
  ]
}
