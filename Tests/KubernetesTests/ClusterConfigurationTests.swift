import Basics
import Kubernetes
import System
import Testing

@Suite("Choosing the cluster")
struct ClusterConfigurationTests {
  private let kubeconfig = """
    {"current-context": "dev",
     "clusters": [
       {"name": "dev", "cluster": {"server": "https://dev:6443/base/", "certificate-authority": "/ca.crt",
                                   "tls-server-name": "dev.internal", "proxy-url": "socks5://p:1"}},
       {"name": "prod", "cluster": {"server": "prod:6443", "insecure-skip-tls-verify": true}},
       {"name": "plain", "cluster": {"server": "http://plain"}},
       {"name": "empty", "cluster": {}}],
     "users": [
       {"name": "jane", "user": {"token": "t", "as": "root", "as-groups": ["g"]}},
       {"name": "cert", "user": {"client-certificate-data": "Y2VydA==", "client-key": "/key"}},
       {"name": "keyless", "user": {"client-certificate-data": "Y2VydA=="}},
       {"name": "two", "user": {"token": "t", "username": "u", "password": "p"}},
       {"name": "gcp", "user": {"auth-provider": {"name": "gcp"}}},
       {"name": "oidc", "user": {"auth-provider": {"name": "oidc", "config": {"id-token": "idt"}}}},
       {"name": "plugin", "user": {"exec": {"command": "get", "apiVersion": "client.authentication.k8s.io/v1beta1"}}},
       {"name": "old", "user": {"exec": {"command": "get", "apiVersion": "client.authentication.k8s.io/v1alpha1"}}},
       {"name": "modeless", "user": {"exec": {"command": "get", "apiVersion": "client.authentication.k8s.io/v1"}}}],
     "contexts": [
       {"name": "dev", "context": {"cluster": "dev", "user": "jane", "namespace": "team"}},
       {"name": "prod", "context": {"cluster": "prod", "user": "cert"}},
       {"name": "plain", "context": {"cluster": "plain", "user": "jane"}},
       {"name": "empty", "context": {"cluster": "empty"}},
       {"name": "dangling", "context": {"cluster": "gone", "user": "gone"}}]}
    """

  private func find(
    variables: EnvironmentVariables = ["KUBECONFIG": "/config"], extra: [String: String] = [:],
    _ set: (inout ConfigOverrides) -> Void = { _ in }
  ) throws(KubeconfigError) -> ClusterConfiguration {
    var overrides = ConfigOverrides()
    set(&overrides)
    var texts = ["/config": kubeconfig, "/ca.crt": "CA", "/key": "KEY", "other.crt": "OTHER"]
    texts.merge(extra) { $1 }
    return try ClusterConfiguration.find(
      overrides, variables: variables, files: MemoryFiles(texts: texts))
  }

  @Test("The current context names cluster, user and namespace")
  func currentContext() throws {
    let found = try find()
    #expect(found.server.url == "https://dev:6443/base")
    #expect(found.namespace == "team" && !found.isNamespaceExplicit)
    #expect(found.certificateAuthority == Array("CA".utf8))
    #expect(found.tlsServerName == "dev.internal")
    #expect(found.proxyURL == "socks5://p:1")
    #expect(found.impersonation.user == "root" && found.impersonation.groups == ["g"])
    guard case .token(let token) = found.authentication else { Issue.record("not a token"); return }
    #expect(token == SecretBytes(utf8: "t"))
  }

  @Test("A cluster that skips verification is TLS without being told so, and warned about")
  func insecure() throws {
    let found = try find { $0.context = "prod" }
    #expect(found.server.url == "https://prod:6443")
    #expect(found.skipsTLSVerification && found.warnings.count == 1)
    #expect(found.clientCertificate?.certificate == Array("cert".utf8))
    #expect(found.clientCertificate?.key == SecretBytes(utf8: "KEY"))
  }

  @Test("Flags beat the kubeconfig; one about trust replaces all that it says about trust")
  func flags() throws {
    let found = try find {
      $0.server = "https://other"
      $0.token = SecretBytes(utf8: "flag")
      $0.certificateAuthority = "other.crt"
      $0.namespace = "mine"
      $0.impersonation.user = "me"
    }
    #expect(found.server.url == "https://other:443")
    #expect(found.tlsServerName == nil)
    #expect(found.certificateAuthority == Array("OTHER".utf8))
    #expect(found.namespace == "mine" && found.isNamespaceExplicit)
    #expect(found.impersonation.user == "me")
    guard case .token(let token) = found.authentication else { Issue.record("not a token"); return }
    #expect(token == SecretBytes(utf8: "flag"))
    #expect(try find { $0.skipsTLSVerification = true }.certificateAuthority == nil)
    #expect(try find { $0.cluster = "prod" }.server.host == "prod")
  }

  @Test("Nothing that proves who one is goes over plain HTTP")
  func plain() throws {
    guard case .none = try find({ $0.context = "plain" }).authentication else {
      Issue.record("credentials over HTTP")
      return
    }
  }

  @Test("The id-token of an oidc auth-provider is used, and an exec plugin gives way to a certificate")
  func oidc() throws {
    guard case .token(let token) = try find({ $0.user = "oidc" }).authentication else {
      Issue.record("not a token")
      return
    }
    #expect(token == SecretBytes(utf8: "idt"))
    guard case .exec = try find({ $0.user = "plugin" }).authentication else { Issue.record("not exec"); return }
    let both = try find {
      $0.user = "plugin"
      $0.clientCertificate = "other.crt"
      $0.clientKey = "/key"
    }
    guard case .none = both.authentication else { Issue.record("not the certificate"); return }
  }

  @Test("Where the cluster names no authority, SSL_CERT_FILE adds to what the system trusts, as in Go")
  func environmentAuthorities() throws {
    let bundle = "/etc/ssl/certs/ca-certificates.crt"
    func found(
      _ path: String, _ set: (inout ConfigOverrides) -> Void = { $0.server = "https://x" }
    ) throws -> ClusterConfiguration {
      try find(variables: ["SSL_CERT_FILE": path], extra: [bundle: "SYSTEM"], set)
    }
    #expect(try found("other.crt").environmentAuthorities == Array("OTHER\nSYSTEM".utf8))
    #expect(try found("/none").environmentAuthorities == nil)
    let own = try found("other.crt") {
      $0.server = "https://x"; $0.certificateAuthority = "/ca.crt"
    }
    #expect(own.environmentAuthorities == nil && own.certificateAuthority == Array("CA".utf8))
  }

  @Test(
    "A proxy-url of a kind that kubectl refuses is refused", arguments: ["ftp://s3cret@p:1", "p:3128", "socks4://p"])
  func proxyKinds(url: String) throws {
    let text =
      #"{"current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "c"}}], "#
      + #""clusters": [{"name": "c", "cluster": {"server": "https://x", "proxy-url": "\#(url)"}}]}"#
    let error = #expect(throws: KubeconfigError.self) {
      try find(variables: ["KUBECONFIG": "/proxied"], extra: ["/proxied": text])
    }
    let words = try #require(error?.located.message)
    #expect(words == "cluster \"c\": its proxy-url is not one of http, https or socks5")
  }

  @Test("Names that don't exist come with the near ones")
  func unknownNames() {
    #expect(message { $0.context = "pord" } == "context \"pord\" is not in /config — did you mean \"prod\"?")
    #expect(
      message { $0.context = "x" }
        == "context \"x\" is not in /config — there are: dangling, dev, empty, plain, prod")
    #expect(message { $0.cluster = "plan" } == "cluster \"plan\" is not in /config — did you mean \"plain\"?")
    #expect(message { $0.user = "jan" } == "user \"jan\" is not in /config — did you mean \"jane\"?")
    #expect(
      message { $0.context = "dangling" }
        == "context \"dangling\" refers to cluster \"gone\", which no kubeconfig defines — "
        + "there are: dev, empty, plain, prod")
  }

  @Test("Entries that can't be used say why and what to do")
  func unusable() {
    #expect(
      message { $0.context = "empty" }
        == "cluster \"empty\" has no server — set it with `kubectl config set-cluster`, or give --server")
    #expect(message { $0.user = "keyless" }?.contains("client certificate without a key") == true)
    #expect(message { $0.user = "two" }?.contains("both a token and a password") == true)
    #expect(message { $0.user = "gcp" }?.contains("gke-gcloud-auth-plugin") == true)
    #expect(message { $0.user = "old" }?.contains("no longer understood") == true)
    #expect(message { $0.user = "modeless" }?.contains("interactiveMode must be set") == true)
    #expect(
      message {
        $0.impersonation.groups = ["g"]; $0.user = "plugin"
      }?.contains("add --as") == true)
    #expect(message { $0.certificateAuthority = "/none" }?.contains("/none: can't read the file") == true)
    #expect(message { $0.server = "ftp://x" }?.contains("not a URL or host:port") == true)
    #expect(
      message {
        $0.cluster = "prod"; $0.server = "https://jane:s3cret@host"
      }
        == "cluster \"prod\": the server \"https://***@host\" is not a URL or host:port — "
        + "write it as https://host:port, without a user or password")
  }

  @Test("Without a kubeconfig a pod's service account is used; without that the places looked at are named")
  func inCluster() throws {
    let account = "/var/run/secrets/kubernetes.io/serviceaccount"
    let found = try find(
      variables: ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443", "HOME": "/h"],
      extra: [account + "/token": "t", account + "/ca.crt": "CA", account + "/namespace": "pod-ns\n"])
    #expect(found.server.url == "https://[fd00::1]:443")
    #expect(found.namespace == "pod-ns")
    guard case .tokenFile(account + "/token", nil) = found.authentication else { Issue.record("no token"); return }
    #expect(throws: KubeconfigError.none(searched: ["/h/.kube/config"])) { try find(variables: ["HOME": "/h"]) }
    #expect(throws: KubeconfigError.unreadable(path: "/none", reason: "certificate-authority: no such file")) {
      try find(
        variables: ["KUBERNETES_SERVICE_HOST": "h", "KUBERNETES_SERVICE_PORT": "443"], extra: [account + "/token": "t"]
      ) { $0.certificateAuthority = "/none" }
    }
  }

  @Test("In a pod its namespace counts where the kubeconfig names none")
  func podNamespace() throws {
    let account = "/var/run/secrets/kubernetes.io/serviceaccount"
    let pod: EnvironmentVariables = ["KUBERNETES_SERVICE_HOST": "h", "KUBERNETES_SERVICE_PORT": "443"]
    let extra = [account + "/token": "t", account + "/namespace": "pod-ns"]
    func namespace(_ variables: EnvironmentVariables, _ set: (inout ConfigOverrides) -> Void = { _ in }) throws
      -> String
    {
      try find(variables: variables, extra: extra) {
        $0.server = "https://x"
        set(&$0)
      }.namespace
    }
    #expect(try namespace(pod) == "pod-ns")
    #expect(try namespace(pod) { $0.namespace = "default" } == "default")
    #expect(try namespace([:]) == "default")
    var named = pod
    named["POD_NAMESPACE"] = "named"
    #expect(try namespace(named) == "named")
  }

  @Test("A server given by flag needs no kubeconfig")
  func serverOnly() throws {
    #expect(try find(variables: [:]) { $0.server = "localhost:8001" }.server.url == "http://localhost:8001")
  }

  private func message(_ set: (inout ConfigOverrides) -> Void) -> String? {
    do {
      _ = try find(set)
      return nil
    } catch {
      let located = error.located
      return located.description + (located.hint.map { " — \($0)" } ?? "")
    }
  }
}
