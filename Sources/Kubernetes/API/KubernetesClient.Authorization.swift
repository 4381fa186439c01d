// "May I?" and "a token for this service account, please".

public import Basics

/// The server's answer to "may I?".
public struct AccessDecision: Sendable, Hashable {
  /// Whether it is allowed.
  public var isAllowed: Bool
  /// Why, where the server says so.
  public var reason: String?
}

/// A token of a service account, made for a short time.
public struct ServiceAccountToken: Sendable, Hashable {
  /// The token.
  public var token: SecretBytes
  /// The moment it expires.
  public var expiry: Timestamp?
}

extension KubernetesClient {
  /// Asks whether the user may do something (SelfSubjectAccessReview).
  ///
  /// - Parameter attributes: What is to be done.
  /// - Returns: The server's answer.
  /// - Throws: ``KubernetesError``.
  public func mayI(_ attributes: ResourceAttributes) async throws(KubernetesError) -> AccessDecision {
    var asked: JSON.Members = [
      "verb": .string(attributes.verb), "group": .string(attributes.resource.group),
      "resource": .string(attributes.resource.name),
    ]
    if let subresource = attributes.subresource { asked["subresource"] = .string(subresource) }
    if let namespace = attributes.namespace { asked["namespace"] = .string(namespace) }
    if let name = attributes.name { asked["name"] = .string(name) }
    let review = APIResource.selfSubjectAccessReviews
    let answer = try await send(
      APIRequest(
        method: "POST", path: try review.path(namespace: nil),
        body: [
          "apiVersion": .string(review.apiVersion), "kind": .string(review.kind),
          "spec": ["resourceAttributes": .object(asked)],
        ], attributes: ResourceAttributes("create", review)))
    let status = answer["status"]
    return AccessDecision(
      isAllowed: status?["allowed"]?.bool ?? false,
      reason: status?["reason"]?.string.flatMap { $0.isEmpty ? nil : $0 })
  }

  /// Asks for a token of a service account (TokenRequest).
  ///
  /// - Parameters:
  ///   - serviceAccount: Its name.
  ///   - namespace: Its namespace.
  ///   - audiences: Whom the token is for; none means the API server.
  ///   - lifetime: How long it is to last; the server may shorten or lengthen it.
  /// - Returns: The token.
  /// - Throws: ``KubernetesError``; 404 where there is no such service account.
  public func token(
    ofServiceAccount serviceAccount: String, namespace: String, audiences: [String] = [],
    lifetime: Duration = .seconds(600)
  ) async throws(KubernetesError) -> ServiceAccountToken {
    var spec: JSON.Members = ["expirationSeconds": .int(Int(lifetime.components.seconds))]
    if !audiences.isEmpty { spec["audiences"] = .array(audiences.map { .string($0) }) }
    let resource = APIResource.serviceAccounts
    let request = APIRequest(
      method: "POST", path: try resource.path(namespace: namespace, object: serviceAccount, subresource: "token"),
      body: ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": .object(spec)],
      attributes: ResourceAttributes(
        "create", resource, subresource: "token", namespace: namespace, name: serviceAccount))
    let answer = try await send(request)
    guard let token = answer["status"]?["token"]?.string, !token.isEmpty else {
      throw .unreadable(request: request.description, problem: "the answer holds no token")
    }
    return ServiceAccountToken(
      token: SecretBytes(utf8: token),
      expiry: answer["status"]?["expirationTimestamp"]?.string.flatMap { Timestamp(rfc3339: $0) })
  }
}
