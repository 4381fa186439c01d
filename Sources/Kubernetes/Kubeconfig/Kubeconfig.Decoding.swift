// One kubeconfig file, from its JSON value. Unknown fields are passed over, as kubectl does.

public import Basics
import System

extension Kubeconfig {
  /// Reads one kubeconfig file.
  ///
  /// Relative paths in it are made absolute against its own directory; an exec plugin's command only if it has a slash.
  ///
  /// - Parameters:
  ///   - json: The file's content; null, an empty file, says nothing.
  ///   - file: The file's path.
  /// - Throws: ``KubeconfigError/invalid(_:)`` where a field has the wrong type, or a name stands twice in a list.
  public init(_ json: JSON, file: String) throws(KubeconfigError) {
    files = [file]
    guard !json.isNull else { return }
    let root = KubeconfigEntry(json: json, path: FieldPath(), file: file)
    guard json.object != nil else { throw root.failure("expected an object, found a \(json.kindName)") }
    try Self.checkKind(root)
    currentContext = try root.string("current-context")
    clusters = try Self.named("clusters", "cluster", in: root) { entry throws(KubeconfigError) in try Cluster(entry) }
    users = try Self.named("users", "user", in: root) { entry throws(KubeconfigError) in try User(entry) }
    contexts = try Self.named("contexts", "context", in: root) { entry throws(KubeconfigError) in try Context(entry) }
  }

  /// Something else than a kubeconfig is most often a manifest given to the wrong flag.
  private static func checkKind(_ root: KubeconfigEntry) throws(KubeconfigError) {
    if let kind = try root.string("kind"), kind != "Config" {
      throw root.failure("not a kubeconfig but a \(kind)", at: "kind", hint: "a kubeconfig has `kind: Config`")
    }
    if let version = try root.string("apiVersion"), version != "v1" {
      throw root.failure(
        "version \(version) of kubeconfigs is not known", at: "apiVersion", hint: "use `apiVersion: v1`")
    }
  }

  private static func named<Value>(
    _ list: String, _ field: String, in root: KubeconfigEntry,
    _ decode: (KubeconfigEntry) throws(KubeconfigError) -> Value
  ) throws(KubeconfigError) -> [String: Value] {
    var values: [String: Value] = [:]
    for item in try root.objects(list) {
      let name = try item.string("name") ?? ""
      guard values[name] == nil else { throw item.failure("\(field) \"\(name)\" is there twice", at: "name") }
      let empty = KubeconfigEntry(json: [:], path: item.path.member(field), file: item.file)
      values[name] = try decode(try item.object(field) ?? empty)
    }
    return values
  }
}

extension Kubeconfig.Cluster {
  init(_ entry: KubeconfigEntry) throws(KubeconfigError) {
    server = try entry.string("server")
    tlsServerName = try entry.string("tls-server-name")
    skipsTLSVerification = try entry.bool("insecure-skip-tls-verify")
    certificateAuthority = try entry.filePath("certificate-authority")
    certificateAuthorityData = try entry.data("certificate-authority-data")
    proxyURL = try entry.string("proxy-url")
    for item in try entry.objects("extensions") where try item.string("name") == "client.authentication.k8s.io/exec" {
      execConfiguration = item.json["extension"]
    }
  }
}

extension Kubeconfig.Context {
  init(_ entry: KubeconfigEntry) throws(KubeconfigError) {
    cluster = try entry.string("cluster")
    user = try entry.string("user")
    namespace = try entry.string("namespace")
  }
}

extension Kubeconfig.User {
  init(_ entry: KubeconfigEntry) throws(KubeconfigError) {
    token = try entry.secret("token")
    tokenFile = try entry.filePath("tokenFile")
    username = try entry.string("username")
    password = try entry.secret("password")
    clientCertificate = try entry.filePath("client-certificate")
    clientCertificateData = try entry.data("client-certificate-data")
    clientKey = try entry.filePath("client-key")
    clientKeyData = try entry.data("client-key-data").map(SecretBytes.init)
    exec = try entry.object("exec").map { plugin throws(KubeconfigError) in try ExecPlugin(plugin) }
    authProvider = try entry.object("auth-provider").map { provider throws(KubeconfigError) in
      try Kubeconfig.AuthProvider(provider)
    }
    impersonation.user = try entry.string("as")
    impersonation.uid = try entry.string("as-uid")
    impersonation.groups = try entry.strings("as-groups")
    if let extra = try entry.object("as-user-extra") {
      for member in extra.json.object ?? [:] { impersonation.extra[member.key] = try extra.strings(member.key) }
    }
  }
}

extension Kubeconfig.AuthProvider {
  init(_ entry: KubeconfigEntry) throws(KubeconfigError) {
    name = try entry.string("name") ?? ""
    settings = [:]
    for (name, value) in try entry.stringMap("config") { settings[name] = SecretBytes(utf8: value) }
  }
}

extension ExecPlugin {
  init(_ entry: KubeconfigEntry) throws(KubeconfigError) {
    let command = try entry.string("command") ?? ""
    var variables: [(name: String, value: String)] = []
    for item in try entry.objects("env") {
      variables.append((try item.string("name") ?? "", try item.string("value") ?? ""))
    }
    self.init(
      command: command.utf8.contains(UInt8(ascii: "/"))
        ? FilePath.resolve(command, inDirectoryOf: entry.file) : command,
      arguments: try entry.strings("args"), variables: variables, apiVersion: try entry.string("apiVersion") ?? "",
      installHint: try entry.string("installHint"), providesClusterInfo: try entry.bool("provideClusterInfo"),
      interactiveMode: try entry.string("interactiveMode"))
  }
}
