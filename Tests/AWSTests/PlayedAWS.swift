import Basics
import Foundation
import HTTP
import Synchronization

/// Answers made up as `profiles.py` makes them up, so that the key of every answer tells whose it is.
///
/// Everything else is tested against the emulator, whose keys are drawn at random.
final class PlayedAWS: HTTPTransport {
  /// A request that was answered.
  struct Call: Equatable {
    var operation: String
    var signer: String
    var fields: [String: String]

    init(operation: String, signer: String = "", fields: [String: String]) {
      (self.operation, self.signer, self.fields) = (operation, signer, fields)
    }

    /// A call that `profiles.py` has written down.
    init(_ json: JSON) {
      operation = json["operation"]?.string ?? ""
      signer = json["signer"]?.string ?? ""
      fields = [:]
      for field in json["fields"]?.object ?? [:] { fields[field.key] = field.value.string }
    }
  }

  /// A key of the curve P-256, nobody's, for sessions of `aws login`.
  static let key = """
    -----BEGIN EC PRIVATE KEY-----
    MHcCAQEEIGjM6Asf+obny78RwGBXNNkCB0uAL82ND2rUc+fOmtTdoAoGCCqGSM49
    AwEHoUQDQgAErNORH4fmSJx2LXqSBeaXLbLpoev/lcHT1NVxFMxDngMCZfUCeD+m
    dqdv1pmzPlfkcw8sYflbljoRwmEWnOe3EQ==
    -----END EC PRIVATE KEY-----

    """

  private let played = Mutex<[Call]>([])
  var calls: [Call] { played.withLock { $0 } }

  private static let end = "2099-01-01T00:00:00Z"
  private static let roles = "/latest/meta-data/iam/security-credentials/"

  func stream(_ request: HTTPRequest) async throws(HTTPError) -> HTTPStream {
    throw HTTPError(.cancelled, server: "nothing here streams")
  }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    guard let url = URLComponents(string: request.url) else { return HTTPResponse(status: 400) }
    let authorization = request.headers["Authorization"] ?? ""
    switch url.path {
    case "/": return assumed(request, authorization: authorization)
    case "/federation/credentials":
      let query = Self.fields(of: url.percentEncodedQuery ?? "")
      note(
        Call(
          operation: "GetRoleCredentials",
          fields: [
            "account": query["account_id"] ?? "", "token": request.headers["x-amz-sso_bearer_token"] ?? "",
            "host": url.host ?? "",
          ]))
      return answer(
        """
        {"roleCredentials":{"accessKeyId":"SSO-\(query["role_name"] ?? "")","secretAccessKey":"s","sessionToken":"t",\
        "expiration":4070908800000}}
        """)
    case "/v1/token": return renewed(request, host: url.host ?? "")
    case "/container":
      note(Call(operation: "Container", fields: ["token": authorization, "host": url.host ?? ""]))
      return answer(document("CONTAINER"))
    case "/latest/api/token": return answer("imds")
    case Self.roles: return answer("node")
    case Self.roles + "node": return answer(document("INSTANCE"))
    default: return HTTPResponse(status: 404)
    }
  }

  private func assumed(_ request: HTTPRequest, authorization: String) -> HTTPResponse {
    var fields = Self.fields(of: String(decoding: request.body ?? [], as: UTF8.self))
    let action = fields.removeValue(forKey: "Action") ?? ""
    fields["Version"] = nil
    if fields["RoleSessionName"] == "kubectl-extsecret" { fields["RoleSessionName"] = nil }
    let signer = authorization.components(separatedBy: "Credential=").dropFirst().first?.components(separatedBy: "/")
    note(Call(operation: action, signer: signer?.first ?? "", fields: fields))
    let role = fields["RoleArn"]?.components(separatedBy: "/").last ?? ""
    let key = (action.hasSuffix("Identity") ? "WEB-" : "ROLE-") + role
    return answer(
      """
      <r><\(action)Result><Credentials><AccessKeyId>\(key)</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
      <SessionToken>t</SessionToken><Expiration>\(Self.end)</Expiration></Credentials></\(action)Result></r>
      """)
  }

  /// The next credentials of a session of `aws login`; whether its key signed rightly is tested against the emulator.
  private func renewed(_ request: HTTPRequest, host: String) -> HTTPResponse {
    guard request.headers["DPoP"] != nil, let question = try? JSON.parse(request.body ?? []) else {
      return HTTPResponse(status: 400)
    }
    note(
      Call(
        operation: "CreateOAuth2Token",
        fields: [
          "client": question["clientId"]?.string ?? "", "token": question["refreshToken"]?.string ?? "",
          "grant": question["grantType"]?.string ?? "", "host": host,
        ]))
    return answer(
      """
      {"accessToken":{"accessKeyId":"RENEWED","secretAccessKey":"s","sessionToken":"t"},"expiresIn":900,\
      "refreshToken":"next","tokenType":"aws_sigv4"}
      """)
  }

  private func note(_ call: Call) { played.withLock { $0.append(call) } }

  private func answer(_ text: String) -> HTTPResponse { HTTPResponse(status: 200, body: Array(text.utf8)) }

  private func document(_ key: String) -> String {
    """
    {"Code":"Success","AccessKeyId":"\(key)","SecretAccessKey":"s","Token":"t","Expiration":"\(Self.end)"}
    """
  }

  private static func fields(of text: String) -> [String: String] {
    var fields: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
      if let name = parts.first { fields[name] = parts.count > 1 ? parts[1] : "" }
    }
    return fields
  }
}
