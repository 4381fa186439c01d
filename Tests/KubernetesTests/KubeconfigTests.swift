import Basics
import Kubernetes
import System
import Testing

@Suite("Kubeconfig files")
struct KubeconfigTests {
  private let first = """
    {"apiVersion": "v1", "kind": "Config", "current-context": "",
     "clusters": [{"name": "red", "cluster": {"server": "https://a", "certificate-authority": "ca.crt"}}],
     "users": [{"name": "u", "user": {"token": "aaa"}}, {"name": "w", "user": null}],
     "contexts": [{"name": "c", "context": {"cluster": "red", "user": "u"}}]}
    """
  private let second = """
    {"clusters": [{"name": "red", "cluster": {"server": "https://b", "tls-server-name": "b"}},
                  {"name": "blue", "cluster": {"server": "https://blue", "certificate-authority": "x/ca.crt"}}],
     "users": [{"name": "u", "user": {"username": "bob", "tokenFile": "tok"}},
               {"name": "p", "user": {"exec": {"command": "bin/get", "apiVersion": "client.authentication.k8s.io/v1"},
                                      "client-key": "/abs/key", "client-certificate": "crt"}}],
     "contexts": [{"name": "c", "context": {"cluster": "blue", "namespace": "b"}}],
     "current-context": "c"}
    """

  private func load(
    _ texts: [String: String], path: String? = nil, variables: EnvironmentVariables
  ) throws(KubeconfigError) -> Kubeconfig {
    try Kubeconfig.load(path: path, variables: variables, files: MemoryFiles(texts: texts))
  }

  @Test("Of entries with one name the first file's counts, whole; missing and repeated files don't matter")
  func merges() throws {
    let config = try load(
      ["/h/a": first, "/h/d/b": second], variables: ["KUBECONFIG": "/h/a:/h/nope::/h/d/b:/h/a", "HOME": "/h"])
    #expect(config.files == ["/h/a", "/h/d/b"])
    #expect(config.clusters["red"]?.server == "https://a")
    #expect(config.clusters["red"]?.tlsServerName == nil)
    #expect(config.users["u"]?.token == SecretBytes(utf8: "aaa"))
    #expect(config.users["u"]?.username == nil)
    #expect(config.contexts["c"]?.cluster == "red")
    #expect(config.contexts["c"]?.namespace == nil)
    #expect(config.currentContext == "c")
  }

  @Test("Relative paths lie beside the file that names them, also an exec command with a slash")
  func relativePaths() throws {
    let config = try load(["/h/d/b": second], variables: ["KUBECONFIG": "/h/d/b"])
    #expect(config.clusters["blue"]?.certificateAuthority == "/h/d/x/ca.crt")
    #expect(config.users["u"]?.tokenFile == "/h/d/tok")
    #expect(config.users["p"]?.exec?.command == "/h/d/bin/get")
    #expect(config.users["p"]?.clientKey == "/abs/key")
    #expect(config.users["p"]?.clientCertificate == "/h/d/crt")
  }

  @Test("--kubeconfig beats KUBECONFIG, which beats the home directory; the named file must be there")
  func order() throws {
    let files = ["/k": second, "/e": first, "/h/.kube/config": first]
    #expect(try load(files, path: "/k", variables: ["KUBECONFIG": "/e", "HOME": "/h"]).files == ["/k"])
    #expect(try load(files, variables: ["KUBECONFIG": "/e", "HOME": "/h"]).files == ["/e"])
    #expect(try load(files, variables: ["KUBECONFIG": "", "HOME": "/h"]).files == ["/h/.kube/config"])
    #expect(try load(files, variables: ["HOME": "/elsewhere"]).files == [])
    #expect(throws: KubeconfigError.unreadable(path: "/x", reason: "no such file")) {
      try load(files, path: "/x", variables: [:])
    }
  }

  @Test(
    "What can't be understood is named with its field and place",
    arguments: [
      (#"{"clusters": [{"name": "a", "cluster": {"server": 1}}]}"#, "clusters[0].cluster.server", 1, 51),
      ("{\"users\":\n {}}", "users", 2, 2),
      (#"{"clusters": [{"name": "a"}, {"name": "a"}]}"#, "clusters[1].name", 1, 39),
      (#"{"apiVersion": "v1", "kind": "Secret"}"#, "kind", 1, 30),
      (#"{"users": [{"name": "u", "user": {"client-key-data": "?"}}]}"#, "users[0].user.client-key-data", 1, 54),
      (#"{"users": [{"user": {"as-groups": [3]}}]}"#, "users[0].user.as-groups[0]", 1, 36),
      ("[]", "", 1, 1),
    ])
  func malformed(text: String, path: String, line: Int32, column: Int32) throws {
    let error = try #require(throws: KubeconfigError.self) { try load(["/k": text], path: "/k", variables: [:]) }
    let located = error.located
    #expect(located.file == "/k")
    #expect(located.path?.description == path)
    #expect(located.range?.start.line == line)
    #expect(located.range?.start.column == column)
  }

  @Test("An empty file says nothing, and unknown fields are passed over")
  func lenient() throws {
    #expect(try load(["/k": "null"], path: "/k", variables: [:]).clusters.isEmpty)
    #expect(try load(["/k": #"{"preferences": {"colors": true}, "x": 1}"#], path: "/k", variables: [:]).files == ["/k"])
  }
}
