import Testing

/// The golden manifests of `create`: for each flag a command line, and what it prints.
///
/// `EXTSECRET_WRITE_GOLDENS=1 swift test --filter CreateGoldenTests` writes the files anew.
enum CreateGoldens {
  struct Golden: Sendable, CustomTestStringConvertible {
    let name: String
    let words: [String]
    /// Whether a preview of it can be made from the values of `values.yaml`.
    var isRenderable = true
    var isJSON: Bool { words.contains("json") }
    var testDescription: String { name }

    init(_ name: String, _ line: String, _ more: String..., isRenderable: Bool = true) {
      self.name = name
      words = ["create"] + line.split(separator: " ").map(String.init) + more
      self.isRenderable = isRenderable
    }
  }

  static let all: [Golden] = [
    Golden("data", "db --store aws --data password=prod/db#password --data config=prod/config"),
    Golden("data-version", "db --store aws --data password=prod/versioned#password@AWSPREVIOUS"),
    Golden("namespace", "db -n shop --store aws --data password=prod/db#password"),
    Golden("cluster-store", "db --cluster-store aws --data password=prod/db#password"),
    Golden("only-store", "db --offline -f stores.yaml --data password=prod/db#password"),
    Golden("from-remote", "db --offline -f stores.yaml --from-remote prod/db"),
    Golden("extract", "db --store aws --from-remote prod/db --extract"),
    Golden("find", "all --store aws --find ^prod/"),
    Golden("find-path", "all --store aws --find .* --path prod/db"),
    Golden("find-tag", "all --store aws --find-tag team=shop --find-tag env=prod", isRenderable: false),
    Golden("from-secret", "--offline --from-secret legacy-db -f stores.yaml -f secret.yaml", isRenderable: false),
    Golden(
      "from-workload",
      "--offline --from-workload deploy/web --target db --from-remote prod/db -f stores.yaml -f web.yaml"),
    Golden(
      "from-workload-by-name", "--offline --from-workload deploy/web --target db -f stores.yaml -f web.yaml"),
    Golden("generator", "db --generator password"),
    Golden(
      "generator-and-data", "db --store aws --generator password --data user=prod/db#username"),
    Golden("target", "db --store aws --target db-credentials --data password=prod/db#password"),
    Golden("type-tls", "web --store aws --type tls --data cert=prod/tls#cert --data key=prod/tls#key"),
    Golden("type-tls-named", "web --store aws --type tls --data tls.crt=prod/tls#cert --data tls.key=prod/tls#key"),
    Golden("type-tls-extract", "web --store aws --type tls --from-remote prod/keypair --extract"),
    Golden(
      "type-dockerconfigjson",
      "pull --store aws --type dockerconfigjson --data registry=prod/registry#host --data username=prod/registry#user "
        + "--data password=prod/registry#password"),
    Golden("type-dockerconfigjson-whole", "pull --store aws --type dockerconfigjson --data config=prod/dockerconfig"),
    Golden(
      "type-basic-auth", "login --store aws --type basic-auth --data user=prod/db#username --data pass=prod/db#password"
    ),
    Golden("type-ssh-auth", "deploy-key --store aws --type ssh-auth --data key=prod/ssh"),
    Golden("type-opaque", "db --store aws --type opaque --data password=prod/db#password"),
    Golden(
      "template", "db --store aws --data user=prod/db#username --data password=prod/db#password --template",
      "url=postgres://{{ .user }}:{{ .password | urlquery }}@db/shop"),
    Golden("template-file", "db --store aws --data password=prod/db#password --template app.ini=app.ini.tmpl"),
    Golden("refresh-interval", "db --store aws --data password=prod/db#password --refresh-interval 15m"),
    Golden("creation-policy", "db --store aws --data password=prod/db#password --creation-policy Orphan"),
    Golden("deletion-policy", "db --store aws --data password=prod/db#password --deletion-policy Delete"),
    Golden("labels", "db --store aws --data password=prod/db#password --label app=shop --annotation note=x=y"),
    Golden(
      "labels-template", "db --store aws --data key=prod/ssh --type ssh-auth --label app=shop --annotation note=x"),
    Golden("with-store", "db --with-store --region eu-west-1 --data password=prod/db#password"),
    Golden(
      "with-store-role",
      "db --with-store --store shop --region eu-west-1 --role arn:aws:iam::123456789012:role/reader --from-remote prod/db "
        + "--extract"),
    Golden(
      "with-store-irsa",
      "db -n shop --with-store --region eu-west-1 --service-account reader --role arn:aws:iam::123456789012:role/reader "
        + "--data password=prod/db#password"),
    Golden(
      "with-store-secret-ref",
      "db --with-store --region eu-west-1 --secret-ref aws-key --service ParameterStore --data password=/prod/db"),
    Golden(
      "with-store-find", "all --with-store --region eu-west-1 --service ParameterStore --find .* --path /prod"),
    Golden(
      "with-cluster-store",
      "db -n shop --with-store --cluster-store shared --region eu-west-1 --service-account reader --data password=prod/db"
    ),
    Golden("with-secret", "db --store aws --data password=prod/db#password --with-secret"),
    Golden(
      "with-secret-tls",
      "web --store aws --type tls --data tls.crt=prod/tls#cert --data tls.key=prod/tls#key --with-secret"),
    Golden("inject-env", "db --offline -f stores.yaml -f worker.yaml --inject deploy/worker --from-remote prod/db"),
    Golden(
      "inject-env-from", "db --store aws --offline -f worker.yaml --as envFrom --from-remote prod/db --extract"),
    Golden(
      "inject-volume",
      "db --store aws --offline -f worker.yaml --as volume --mount-path /etc/db --container sidecar --data "
        + "password=prod/db#password"),
    Golden("inject-cronjob", "db --store aws --offline -f cronjob.yaml --data password=prod/db#password"),
    Golden("api-version", "db --store aws --data password=prod/db#password --api-version v1beta1"),
    Golden("json", "db --store aws --data password=prod/db#password -o json"),
    Golden("json-list", "db --store aws --data password=prod/db#password --with-secret -o json"),
    Golden("dry-run-client", "db --store aws --data password=prod/db#password --apply --dry-run=client"),
    Golden(
      "legacy",
      "db --legacy --region eu-west-1 --role arn:aws:iam::123456789012:role/reader --data password=prod/db#password "
        + "--data old=prod/db#password@AWSPREVIOUS --from-remote prod/members --extract --type basic-auth --data username=u"
    ),
    Golden("legacy-parameters", "db --legacy --service ParameterStore --data password=/prod/db@3"),
  ]

  static let values: [(key: String, value: String)] = [
    ("prod/db", #"{"username":"admin","password":"p\"w 1","db.port":5432}"#), ("prod/config", "a: 1\n"),
    ("prod/versioned", #"{"password":"old"}"#), ("u", "admin"), ("prod/members", #"{"a":"1"}"#),
    ("prod/tls", #"{"cert":"CERT","key":"KEY"}"#), ("prod/keypair", #"{"tls.crt":"CERT","tls.key":"KEY"}"#),
    ("prod/registry", #"{"host":"r.example.com","user":"bot","password":"p\"q"}"#),
    ("prod/dockerconfig", #"{"auths":{}}"#), ("prod/ssh", "PRIVATE"), ("/prod/db", "parameter"),
    ("/prod/db:3", "third"),
    ("legacy-db/password", "same value"), ("prod/legacy/db", #"{"user":"root","url":"another"}"#),
  ]

  /// Stores whose values are written down in them.
  static var stores: String {
    let data = values.map { "    - {key: '\($0.key)', value: '\($0.value.replacing("\n", with: ""))'}\n" }.joined()
    return """
      apiVersion: external-secrets.io/v1
      kind: SecretStore
      metadata: {name: aws}
      spec:
        provider:
          fake:
            data:

      """ + data.split(separator: "\n").map { "      " + $0.dropFirst(4) + "\n" }.joined()
  }

  /// The same values for every store that a golden names.
  static var valuesFile: String {
    ["aws", "shop", "shared", "secretsManager", "systemManager"].map { store in
      "\(store):\n" + values.map { "  '\($0.key)': '\($0.value.replacing("\n", with: "\n\n    "))'\n" }.joined()
    }.joined()
  }

  static let files: [String: String] = [
    "stores.yaml": stores, "values.yaml": valuesFile,
    "app.ini.tmpl": "[db]\npassword = {{ .password }}\n",
    "secret.yaml": """
    apiVersion: v1
    kind: Secret
    metadata: {name: legacy-db}
    type: Opaque
    stringData: {password: same value, user: root, url: 'postgres://elsewhere', ca.pem: nowhere}
    """,
    "web.yaml": """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
          - name: web
            image: web
            env:
            - {name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}
            - {name: OTHER, valueFrom: {secretKeyRef: {name: other, key: token}}}
          volumes:
          - {name: db, secret: {secretName: db, items: [{key: username, path: user}]}}
    """,
    "worker.yaml": """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: worker}
    spec:
      selector: {matchLabels: {app: worker}}
      template:
        metadata: {labels: {app: worker}}
        spec:
          containers:
          - name: worker
            image: worker
            env: [{name: PASSWORD, value: in-plain-text}]
            envFrom: [{configMapRef: {name: settings}}]
          - {name: sidecar, image: sidecar}
    """,
    "cronjob.yaml": """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: nightly}
    spec:
      schedule: 0 3 * * *
      jobTemplate:
        spec:
          template:
            spec:
              restartPolicy: Never
              containers: [{name: job, image: job}]
    """,
  ]
}
