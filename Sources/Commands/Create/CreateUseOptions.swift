// How the Secret is used.

import Arguments
import Basics
import Scaffolding

/// Options of `create` about the workload that uses the Secret.
struct CreateUseOptions: Sendable {
  static let inject = Option(
    "inject", valueName: "deploy/NAME",
    abstract: "print the strategic-merge patch that wires the keys into this workload, of the cluster or of -f")
  /// kubectl's `--as` takes a user; the three words here can't be meant by it.
  static let form = Option(
    "as", valueName: "env|envFrom|volume",
    abstract: "how keys are wired in: env (default), envFrom or volume; any other word is the user to impersonate",
    isRepeatable: true, completion: .words(WiringForm.allCases.map(\.rawValue)))
  static let mountPath = Option(
    "mount-path", valueName: "path", abstract: "where --as volume puts the files (/etc/secrets/<Secret>)")
  static let container = Option(
    "container", short: "c", valueName: "name", abstract: "container to wire the keys into (the default one)")
  static let withSecret = Flag(
    "with-secret", abstract: "write the empty Secret too, for setups that need it to exist first")

  static let group = CommandDescription.Group(
    "Use",
    [inject.description, form.description, mountPath.description, container.description, withSecret.description])

  let workload: WorkloadReference?
  let isFormGiven: Bool
  let form: WiringForm
  let mountPath: String?
  let container: String?
  let writesSecret: Bool
  /// The user to impersonate, where `--as` named one.
  let impersonatedUser: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let workload = try arguments.value(Self.inject)
    self.workload = try UsageError.rethrowing { () throws(LocatedError) in
      guard let workload else { return nil }
      return try WorkloadReference(parsing: workload, option: "--inject")
    }
    let words = try arguments.values(Self.form)
    let forms = words.compactMap(WiringForm.init(rawValue:))
    isFormGiven = !forms.isEmpty
    mountPath = try arguments.value(Self.mountPath)
    form = forms.last ?? (mountPath == nil ? .env : .volume)
    impersonatedUser = words.last { WiringForm(rawValue: $0) == nil }
    container = try arguments.value(Self.container)
    writesSecret = arguments[Self.withSecret]
    if mountPath != nil, form != .volume {
      throw UsageError("--mount-path is for files", hint: "use it with --as volume")
    }
    if let mountPath, !mountPath.hasPrefix("/") {
      throw UsageError("\"\(mountPath)\" is not an absolute path", hint: "begin --mount-path with /")
    }
    if let container {
      try UsageError.rethrowing { () throws(LocatedError) in
        try ExternalSecretRequest.checkLabel(container, of: "a container", hint: "check --container")
      }
    }
  }
}
