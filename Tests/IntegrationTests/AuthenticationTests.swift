import Basics
import Foundation
import HTTP
import Kubernetes
import LoopbackServers
import System
import TestSupport
import Testing

/// One test for each way to prove who one is, on the real API server.
@Suite struct AuthenticationTests {
  private let cluster: TestCluster
  private let directory: URL

  init() throws {
    cluster = try TestCluster.current()
    directory = try LoopbackServer.temporaryDirectory()
  }

  /// A client whose kubeconfig has this user.
  private func client(
    user: String, cluster settings: String = "", variables: EnvironmentVariables = .current,
    _ set: (inout ConfigOverrides) -> Void = { _ in }
  ) throws -> KubernetesClient {
    let kubeconfig = """
      {"clusters": [{"name": "c", "cluster": {"server": "\(cluster.server)",
                     "certificate-authority": "\(cluster.directory)/pki/ca.crt"\(settings)}}],
       "users": [{"name": "u", "user": \(user)}], "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
       "current-context": "x"}
      """
    let file = directory.appendingPathComponent("config-\(UUID().uuidString)")
    try Data(kubeconfig.utf8).write(to: file)
    var overrides = ConfigOverrides()
    overrides.kubeconfig = file.path
    set(&overrides)
    let configuration = try ClusterConfiguration.find(overrides, variables: variables, files: DiskFiles())
    return KubernetesClient(
      configuration, transport: CurlTransport(), environment: ClientEnvironment(variables: variables),
      userAgent: "kubectl-extsecret/test")
  }

  /// Whether the server takes the client for an admin.
  private func isAdmin(_ client: KubernetesClient) async throws -> Bool {
    try await client.mayI(ResourceAttributes("list", .secrets)).isAllowed
  }

  private func words(_ client: KubernetesClient) async -> String {
    do {
      _ = try await client.mayI(ResourceAttributes("list", .secrets))
      return "allowed"
    } catch {
      return error.located.message
    }
  }

  private func write(_ name: String, _ text: String) throws -> String {
    let path = directory.appendingPathComponent(name).path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test("A token, inline")
  func token() async throws {
    #expect(try await isAdmin(client(user: #"{"token": "admin-token"}"#)))
    #expect(try await !isAdmin(client(user: #"{"token": "nobody-token"}"#)))
  }

  @Test("A token in a file, read again when it is refused")
  func tokenFile() async throws {
    let path = try write("token", "no-longer-valid\n")
    let client = try client(user: #"{"tokenFile": "\#(path)"}"#)
    _ = try write("token", "admin-token\n")
    #expect(try await isAdmin(client))
  }

  @Test("A token by flag beats the kubeconfig's")
  func tokenFlag() async throws {
    #expect(try await isAdmin(client(user: #"{"token": "x"}"#) { $0.token = SecretBytes(utf8: "admin-token") }))
  }

  @Test("A client certificate, in files and inline", arguments: ["certificate-files", "certificate-data"])
  func certificate(user: String) async throws {
    #expect(try await isAdmin(cluster.client(user)))
  }

  @Test("An expired client certificate is said to be expired, and since when")
  func expiredCertificate() async throws {
    let pki = "\(cluster.directory)/pki"
    let script = """
      set -e; cd \(directory.path)
      openssl req -newkey rsa:2048 -nodes -subj /O=system:masters/CN=old -keyout old.key -out old.csr
      openssl x509 -req -in old.csr -CA \(pki)/ca.crt -CAkey \(pki)/ca.key -set_serial 99 -days -1 -out old.crt
      """
    let run = try await aside { try ProgramRun("/bin/sh", ["-c", script]) }
    #expect(run.code == 0, "\(run.errors)")
    let client = try client(
      user: #"{"client-certificate": "\#(directory.path)/old.crt", "client-key": "\#(directory.path)/old.key"}"#)
    let words = await words(client)
    #expect(words.contains("expired at 20"), "\(words)")
  }

  @Test("An exec plugin's token; the plugin is told of the cluster and run once")
  func execToken() async throws {
    let log = directory.appendingPathComponent("log").path
    let script = directory.appendingPathComponent("plugin").path
    try ExecutableScript.write(
      """
      #!/bin/sh
      printf '%s\\n' "$KUBERNETES_EXEC_INFO" >> \(log)
      echo '{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "status": {"token": "'"$1"'"}}'
      """, to: script)
    let client = try client(
      user: """
        {"exec": {"command": "\(script)", "args": ["admin-token"], "provideClusterInfo": true,
                  "apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": "Never"}}
        """)
    for _ in 0..<3 { #expect(try await isAdmin(client)) }
    let told = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    #expect(told.count == 1)
    #expect(try JSON.parse(String(told[0]))["spec"]?["cluster"]?["server"]?.string == cluster.server)
  }

  @Test("An exec plugin's certificate")
  func execCertificate() async throws {
    func escaped(_ name: String) throws -> String {
      try String(contentsOfFile: "\(cluster.directory)/pki/\(name)", encoding: .utf8).replacing("\n", with: "\\n")
    }
    let answer = """
      {"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1beta1", "status": {
       "clientCertificateData": "\(try escaped("admin.crt"))", "clientKeyData": "\(try escaped("admin.key"))"}}
      """
    let path = try write("answer", answer)
    let client = try client(
      user: """
        {"exec": {"command": "cat", "args": ["\(path)"], "apiVersion": "client.authentication.k8s.io/v1beta1"}}
        """)
    #expect(try await isAdmin(client))
  }

  @Test("Acting as someone else: user and groups")
  func impersonation() async throws {
    let admin = #"{"token": "admin-token"}"#
    #expect(try await !isAdmin(client(user: admin) { $0.impersonation.user = "jane" }))
    #expect(
      try await isAdmin(
        client(user: admin) {
          $0.impersonation.user = "jane"
          $0.impersonation.groups = ["staff", "system:masters"]
        }))
  }

  @Test("Through the proxy of the kubeconfig, with its password and without")
  func proxy() async throws {
    let port = try LoopbackServer.faulty.get().port("proxy")
    func through(_ url: String) throws -> KubernetesClient {
      try client(user: #"{"token": "admin-token"}"#, cluster: #", "proxy-url": "\#(url)""#)
    }
    #expect(try await isAdmin(through("http://user:pass@127.0.0.1:\(port)")))
    let refused = await words(try through("http://127.0.0.1:\(port)"))
    #expect(refused.contains("the proxy wants user and password"), "\(refused)")
    let missing = await words(try through("socks5://127.0.0.1:1"))
    #expect(missing.contains("proxy"), "\(missing)")
  }

  @Test("A certificate for another name is refused, and accepted under the name it has")
  func serverName() async throws {
    let user = #"{"token": "admin-token"}"#
    #expect(try await isAdmin(client(user: user, cluster: #", "tls-server-name": "kubernetes.default.svc""#)))
    let other = await words(try client(user: user, cluster: #", "tls-server-name": "other.example""#))
    #expect(other.contains("not for other.example"), "\(other)")
  }

  @Test("An authority that isn't the server's is refused; verification can be switched off, which is warned about")
  func trust() async throws {
    let user = #"{"token": "admin-token"}"#
    let stranger = try LoopbackServer.faulty.get().directory.appendingPathComponent("authority.pem").path
    let untrusted = await words(try client(user: user) { $0.certificateAuthority = stranger })
    #expect(untrusted.contains("not trusted"), "\(untrusted)")
    let careless = try client(user: user) { $0.skipsTLSVerification = true }
    #expect(try await isAdmin(careless))
    #expect(careless.configuration.warnings.count == 1)
  }

  @Test("A server whose authority stands in SSL_CERT_FILE is trusted")
  func environmentAuthorities() async throws {
    func client(_ variables: EnvironmentVariables) throws -> KubernetesClient {
      var overrides = ConfigOverrides()
      overrides.server = cluster.server
      overrides.token = SecretBytes(utf8: "admin-token")
      let configuration = try ClusterConfiguration.find(overrides, variables: variables, files: DiskFiles())
      return KubernetesClient(
        configuration, transport: CurlTransport(), environment: ClientEnvironment(variables: variables),
        userAgent: "kubectl-extsecret/test")
    }
    #expect(try await isAdmin(client(["SSL_CERT_FILE": "\(cluster.directory)/pki/ca.crt"])))
    let untrusted = await words(try client([:]))
    #expect(untrusted.contains("not trusted"), "\(untrusted)")
  }

  @Test("A pod's own service account, where there is no kubeconfig")
  func inCluster() async throws {
    try await cluster.run("create", "namespace", "in-cluster-\(directory.lastPathComponent.lowercased())")
    let account = "in-cluster-\(directory.lastPathComponent.lowercased())"
    try await cluster.run("create", "serviceaccount", "robot", "-n", account)
    let token = try await cluster.client().token(ofServiceAccount: "robot", namespace: account).token
    let address = try #require(ServerAddress(cluster.server, defaultsToTLS: true))
    let mount = "/var/run/secrets/kubernetes.io/serviceaccount/"
    let files = MountedFiles(files: [
      mount + "token": token.reveal(), mount + "namespace": Array(account.utf8),
      mount + "ca.crt": try DiskFiles().contents(of: "\(cluster.directory)/pki/ca.crt", limit: 1 << 20),
    ])
    let variables: EnvironmentVariables = [
      "KUBERNETES_SERVICE_HOST": address.host, "KUBERNETES_SERVICE_PORT": String(address.port),
    ]
    let configuration = try ClusterConfiguration.find(ConfigOverrides(), variables: variables, files: files)
    #expect(configuration.namespace == account)
    let client = KubernetesClient(
      configuration, transport: CurlTransport(), environment: ClientEnvironment(variables: variables, files: files),
      userAgent: "kubectl-extsecret/test")
    let error = try await #require(throws: KubernetesError.self) { _ = try await client.list(.secrets) }
    #expect(error.located.message.contains("system:serviceaccount:\(account):robot"), "\(error.located.message)")
  }
}

/// The files of a pod.
private struct MountedFiles: FileReader {
  let files: [String: [UInt8]]

  func contents(of path: String, limit: Int) throws(FileError) -> [UInt8] {
    guard let bytes = files[path] else { throw FileError(path: path, reason: .missing) }
    return bytes
  }
}
