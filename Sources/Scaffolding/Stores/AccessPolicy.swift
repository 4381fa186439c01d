// What AWS has to allow for a store to work: no more than the remote keys that are used.

public import Basics
import ExternalSecrets

/// The IAM policy and the trust policy of a store for AWS.
public struct AccessPolicy: Sendable {
  /// What is read.
  public struct Reads: Sendable {
    /// Remote keys, whole or in parts.
    public var keys: [String]
    /// A search: the path it is limited to, empty for none; nil where nothing is searched.
    public var search: String?

    /// What an ExternalSecret reads.
    public init(_ request: ExternalSecretRequest) {
      var seen: Set<String> = []
      keys = (request.data.map(\.remote.key) + request.extracts.map(\.key)).filter { seen.insert($0).inserted }
      search = request.find.map { $0.path ?? "" }
    }
  }

  private let store: AWSStoreRequest
  private let reads: Reads

  /// The policies for a store and what is read through it.
  public init(_ store: AWSStoreRequest, _ reads: Reads) {
    self.store = store
    self.reads = reads
  }

  private var roleParts: [Substring] {
    (store.role ?? "").split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
  }
  private var partition: String {
    if roleParts.count == 6 { return String(roleParts[1]) }
    return store.region.hasPrefix("cn-") ? "aws-cn" : store.region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
  }
  private var account: String? { roleParts.count == 6 ? String(roleParts[4]) : nil }

  /// The permissions: reading these keys, and nothing else.
  public var permissions: JSON {
    var statements: [JSON] = []
    let isParameters = store.service == .parameterStore
    if !reads.keys.isEmpty {
      statements.append([
        "Effect": "Allow",
        "Action": isParameters ? ["ssm:GetParameter", "ssm:GetParameters"] : ["secretsmanager:GetSecretValue"],
        "Resource": .array(reads.keys.map { .string(resource($0)) }),
      ])
    }
    if let path = reads.search {
      statements += isParameters ? parameterSearch(path) : secretSearch(path)
    }
    return ["Version": "2012-10-17", "Statement": .array(statements)]
  }

  private func secretSearch(_ path: String) -> [JSON] {
    // Listing can't be limited to names; reading can.
    [
      [
        "Effect": "Allow", "Action": ["secretsmanager:ListSecrets", "secretsmanager:BatchGetSecretValue"],
        "Resource": "*",
      ],
      [
        "Effect": "Allow", "Action": ["secretsmanager:GetSecretValue"],
        "Resource": .string("arn:\(partition):secretsmanager:\(store.region):\(account ?? "*"):secret:\(path)*"),
      ],
    ]
  }

  private func parameterSearch(_ path: String) -> [JSON] {
    let below = path.hasPrefix("/") ? String(path.dropFirst()) : path
    let base = "arn:\(partition):ssm:\(store.region):\(account ?? "*"):parameter/"
    let trimmed = below.hasSuffix("/") ? String(below.dropLast()) : below
    return [
      [
        "Effect": "Allow", "Action": ["ssm:GetParametersByPath", "ssm:GetParameter"],
        "Resource": trimmed.isEmpty
          ? [.string(base + "*")] : [.string(base + trimmed), .string(base + trimmed + "/*")],
      ],
      ["Effect": "Allow", "Action": ["ssm:DescribeParameters"], "Resource": "*"],
    ]
  }

  /// The ARN of a remote key: as it is if it is one, else made from region, account and name.
  private func resource(_ key: String) -> String {
    if key.hasPrefix("arn:") { return key }
    let place = "\(store.region):\(account ?? "*")"
    guard store.service == .parameterStore else {
      // Secrets Manager puts a hyphen and six random characters behind every name.
      return "arn:\(partition):secretsmanager:\(place):secret:\(key)-??????"
    }
    return "arn:\(partition):ssm:\(place):parameter/\(key.hasPrefix("/") ? String(key.dropFirst()) : key)"
  }

  /// Who may have the permissions; nil where no role is involved.
  ///
  /// What can't be known from here stands in angle brackets.
  public var trust: JSON? {
    let accountText = account ?? "<ACCOUNT>"
    switch store.authentication {
    case .serviceAccount(let name):
      let provider = "<OIDC_PROVIDER>"
      let subject = "system:serviceaccount:\(store.namespace ?? "<NAMESPACE>"):\(name)"
      return statement(
        principal: ["Federated": .string("arn:\(partition):iam::\(accountText):oidc-provider/\(provider)")],
        action: "sts:AssumeRoleWithWebIdentity",
        condition: [
          "StringEquals": .object([
            "\(provider):sub": .string(subject), "\(provider):aud": "sts.amazonaws.com",
          ])
        ])
    case .controller where store.role != nil:
      return statement(
        principal: ["AWS": "<ARN_OF_THE_CONTROLLERS_ROLE>"], action: "sts:AssumeRole", condition: nil)
    case .secret where store.role != nil:
      return statement(principal: ["AWS": "<ARN_OF_THE_KEYS_USER>"], action: "sts:AssumeRole", condition: nil)
    case .controller, .secret: return nil
    }
  }

  private func statement(principal: JSON, action: String, condition: JSON?) -> JSON {
    var members: JSON.Members = ["Effect": "Allow", "Principal": principal, "Action": .string(action)]
    members.append("Condition", unlessNil: condition)
    return ["Version": "2012-10-17", "Statement": [.object(members)]]
  }

  /// Whose permissions these are, and how to find out what stands in angle brackets; lines for people.
  public var explanation: [String] {
    var lines: [String] = []
    switch store.authentication {
    case .serviceAccount(let name):
      lines.append("The role of ServiceAccount \(name) needs this policy" + (store.role.map { " (\($0))" } ?? ""))
      lines.append(
        "<OIDC_PROVIDER>: aws eks describe-cluster --name CLUSTER --query cluster.identity.oidc.issuer, without https://"
      )
    case .secret(let name):
      lines.append(
        store.role.map { "The role \($0) needs this policy" }
          ?? "The user of the access key in Secret \(name) needs this policy")
    case .controller:
      lines.append(
        store.role.map { "The role \($0) needs this policy" } ?? "The controller's own identity needs this policy")
    }
    if store.service == .secretsManager || store.service == .parameterStore {
      lines.append("A key of KMS' other than the service's own needs kms:Decrypt as well")
    }
    return lines
  }
}
