// The templates that are measured: those that ExternalSecrets use most.

import GoTemplate
import TemplateFunctions

/// A template with its data.
struct Workload {
  /// Its name in the table.
  var name: String
  /// The template.
  var text: String
  /// What it is rendered with, made when asked for: a certificate takes longer to make than all else.
  var data: () throws -> GoValue
  /// What Go's engine takes for it on a machine with two cores, in microseconds.
  var reference: String

  init(
    _ name: String, _ text: String, _ data: @autoclosure @escaping () throws -> [String: String], reference: String
  ) {
    self.name = name
    self.text = text
    self.reference = reference
    self.data = {
      let map = GoMap(of: .string)
      for (key, text) in try data() { map[key] = .string(Array(text.utf8)) }
      return .map(map)
    }
  }

  /// A context for one render, without surprises.
  static func context() -> CallContext {
    CallContext(now: (1_786_795_200, 0), randomBytes: { [UInt8](repeating: 7, count: $0) })
  }

  /// All of them.
  static var all: [Workload] {
    [
      Workload("field", "{{ .user }}", ["user": "admin"], reference: "0.5"),
      Workload(
        "URL",
        "postgres://{{ .user | urlquery }}:{{ .password | urlquery }}@{{ .host }}:{{ .port }}/shop?sslmode=require",
        ["user": "shop app", "password": "p@ss/w:rd?&#", "host": "db.prod.internal", "port": "5432"], reference: "2–3"),
      Workload(
        "docker",
        #"{"auths":{"{{ .registry }}":{"username":"{{ .user }}","password":"{{ .password }}","auth":"{{ printf "%s:%s" .user .password | b64enc }}"}}}"#,
        ["registry": "registry.example.com", "user": "robot", "password": "s3cr3t-token"], reference: "2.6"),
      Workload(
        "config",
        """
        {{- $db := .config | fromJson -}}
        database:
          host: {{ $db.host }}
          port: {{ $db.port }}
        {{- if $db.tls }}
          tls: required
        {{- end }}
        replicas:
        {{- range $db.replicas }}
        - {{ . }}
        {{- end }}
        """, ["config": #"{"host":"db","port":5432,"tls":true,"replicas":["a.internal","b.internal","c.internal"]}"#],
        reference: "8"),
      Workload(
        "dotenv", "{{ range $key, $value := . }}{{ $key }}={{ $value | quote }}\n{{ end }}",
        Dictionary(uniqueKeysWithValues: (0..<25).map { ("setting_\($0)", "value \($0) with \"quotes\"") }),
        reference: "34–45"),
      Workload(
        "PKCS#12", "{{ pemToPkcs12 .certificate .key | b64dec }}", try keyPair(), reference: "not measured"),
    ]
  }

  /// A certificate and its key, made by the engine's own functions.
  private static func keyPair() throws -> [String: String] {
    let text = """
      {{ $key := genPrivateKey "ecdsa" }}{{ $pair := genSelfSignedCertWithKey "shop.example.com" nil nil 365 $key }}\
      {{ $pair.Cert }}|{{ $pair.Key }}
      """
    let template = try Template(Array(text.utf8), name: "pair", functions: TemplateFunctions.all(), missingKey: .error)
    let output = try template.render(.map(GoMap(of: .string)), context: context())
    let parts = String(decoding: output, as: UTF8.self).split(separator: "|").map(String.init)
    return ["certificate": parts.first ?? "", "key": parts.last ?? ""]
  }
}
