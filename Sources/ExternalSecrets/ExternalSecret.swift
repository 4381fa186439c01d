// The main kind: which values of which stores become which object.

internal import Basics

/// An ExternalSecret of the External Secrets Operator (`external-secrets.io/v1`, `v1beta1`).
public struct ExternalSecret: Sendable {
  /// The object it was decoded from; fields this program doesn't know are still in it.
  public var manifest: Manifest
  /// What is wanted.
  public var spec: ExternalSecretSpec
  /// What the controller last said; empty for an object that only stands in a file.
  public var status: ExternalSecretStatus

  /// An ExternalSecret.
  public init(manifest: Manifest, spec: ExternalSecretSpec, status: ExternalSecretStatus = ExternalSecretStatus()) {
    self.manifest = manifest
    self.spec = spec
    self.status = status
  }

  /// Decodes an ExternalSecret of either version; absent fields take the defaults of the CRD.
  public static func decode(_ manifest: Manifest) -> Decoded<ExternalSecret> {
    manifest.decoded { reader in
      let spec = reader.object("spec") { ExternalSecretSpec(&$0) }
      let status = reader.value("status").map(ExternalSecretStatus.init)
      return ExternalSecret(
        manifest: manifest, spec: spec ?? ExternalSecretSpec(), status: status ?? ExternalSecretStatus())
    }
  }

  /// The name of the object it writes: `spec.target.name`, else its own.
  public var targetName: String {
    if let name = spec.target.name, !name.isEmpty { return name }
    return manifest.name
  }

  /// Its namespace; empty where neither the manifest nor its reader knows one.
  public var namespace: String { manifest.namespace ?? "" }
}

/// What an ExternalSecret wants.
public struct ExternalSecretSpec: Sendable, Hashable {
  /// The store of every entry that names no other.
  public var store: StoreReference?
  /// The object to write.
  public var target: ExternalSecretTarget
  /// When to read the provider again; nil means periodically.
  public var refreshPolicy: RefreshPolicy?
  /// How often to read the provider again, a duration as Go writes it.
  public var refreshInterval: String
  /// When periodic reading is allowed or denied.
  public var syncWindows: SyncWindows?
  /// Single values.
  public var data: [DataEntry]
  /// Whole maps of values.
  public var dataFrom: [DataFromEntry]

  /// A specification.
  public init(
    store: StoreReference? = nil, target: ExternalSecretTarget = ExternalSecretTarget(),
    refreshPolicy: RefreshPolicy? = nil, refreshInterval: String = "1h0m0s", syncWindows: SyncWindows? = nil,
    data: [DataEntry] = [], dataFrom: [DataFromEntry] = []
  ) {
    self.store = store
    self.target = target
    self.refreshPolicy = refreshPolicy
    self.refreshInterval = refreshInterval
    self.syncWindows = syncWindows
    self.data = data
    self.dataFrom = dataFrom
  }

  init(_ reader: inout FieldReader) {
    store = reader.object("secretStoreRef") { StoreReference(&$0) }
    target = reader.object("target") { ExternalSecretTarget(&$0) } ?? ExternalSecretTarget()
    refreshPolicy = reader.choice("refreshPolicy")
    refreshInterval = reader.string("refreshInterval") ?? "1h0m0s"
    syncWindows = reader.object("syncWindows") { SyncWindows(&$0) }
    data = reader.objects("data") { DataEntry(&$0) }
    dataFrom = reader.objects("dataFrom") { DataFromEntry(&$0) }
  }
}

/// One value (`spec.data[]`).
public struct DataEntry: Sendable, Hashable {
  /// The key it is written under.
  public var secretKey: String
  /// Where it is.
  public var remote: RemoteReference
  /// Where it is taken from instead of the object's own store.
  public var source: SourceReference?

  /// An entry.
  public init(secretKey: String, remote: RemoteReference, source: SourceReference? = nil) {
    self.secretKey = secretKey
    self.remote = remote
    self.source = source
  }

  init(_ reader: inout FieldReader) {
    secretKey = reader.string("secretKey") ?? ""
    remote = reader.object("remoteRef") { RemoteReference(&$0) } ?? RemoteReference(key: "")
    source = reader.object("sourceRef") { SourceReference(&$0) }
  }
}

/// A map of values (`spec.dataFrom[]`).
public struct DataFromEntry: Sendable, Hashable {
  /// The members of one secret's JSON object.
  public var extract: RemoteReference?
  /// All secrets that match.
  public var find: FindQuery?
  /// What is done to the keys afterwards, in this order.
  public var rewrite: [Rewrite]
  /// Where it is taken from instead of the object's own store.
  public var source: SourceReference?

  /// An entry.
  public init(
    extract: RemoteReference? = nil, find: FindQuery? = nil, rewrite: [Rewrite] = [], source: SourceReference? = nil
  ) {
    self.extract = extract
    self.find = find
    self.rewrite = rewrite
    self.source = source
  }

  init(_ reader: inout FieldReader) {
    extract = reader.object("extract") { RemoteReference(&$0) }
    find = reader.object("find") { FindQuery(&$0) }
    rewrite = reader.objects("rewrite") { Rewrite(&$0) }
    source = reader.object("sourceRef") { SourceReference(&$0) }
  }
}

/// When periodic reading may happen (`spec.syncWindows`), in UTC.
public struct SyncWindows: Sendable, Hashable {
  /// Whether the windows allow or deny.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Only while one of them is open.
    case allow
    /// Only while none of them is open.
    case deny
  }

  /// One window: when it opens, and for how long.
  public struct Window: Sendable, Hashable {
    /// When it opens, as cron writes it.
    public var schedule: String
    /// How long it stays open, a duration as Go writes it.
    public var duration: String

    /// A window.
    public init(schedule: String, duration: String) {
      self.schedule = schedule
      self.duration = duration
    }
  }

  /// Whether the windows allow or deny.
  public var kind: Kind
  /// The windows.
  public var windows: [Window]

  /// Some windows.
  public init(kind: Kind, windows: [Window]) {
    self.kind = kind
    self.windows = windows
  }

  init(_ reader: inout FieldReader) {
    kind = reader.choice("kind") ?? .allow
    windows = reader.objects("windows") {
      Window(schedule: $0.string("schedule") ?? "", duration: $0.string("duration") ?? "")
    }
  }
}
