// The API server's own words for a refusal: metav1.Status.

public import Basics

/// What the server says when it refuses.
public struct APIStatus: Sendable, Hashable {
  /// One of several things that are wrong.
  public struct Cause: Sendable, Hashable {
    /// The field, such as `spec.refreshInterval`; empty where it isn't about one.
    public var field: String
    /// A word for the kind of trouble, such as `FieldValueInvalid`.
    public var reason: String
    /// The trouble in words.
    public var message: String
  }

  /// The HTTP status code.
  public var code: Int
  /// A word for it, such as `Forbidden` or `Expired`; empty where the answer wasn't a Status.
  public var reason: String
  /// The server's message.
  public var message: String
  /// What is wrong in detail.
  public var causes: [Cause]
  /// The name of the object it is about, if it is about one.
  public var objectName: String?
  /// How long the server asks to wait before the next try.
  public var retryAfter: Duration?
  /// The moment the credentials used had expired, as far as can be told from them.
  public var credentialExpiry: Timestamp?

  /// A status of the given parts.
  public init(
    code: Int, reason: String = "", message: String = "", causes: [Cause] = [], objectName: String? = nil,
    retryAfter: Duration? = nil
  ) {
    self.code = code
    self.reason = reason
    self.message = message
    self.causes = causes
    self.objectName = objectName
    self.retryAfter = retryAfter
  }

  /// Reads a `Status` object, as a response's body or in a watch's `ERROR` event.
  ///
  /// - Parameters:
  ///   - json: The object.
  ///   - code: The response's HTTP status; nil to take the object's.
  public init?(_ json: JSON, code: Int? = nil) {
    guard json["kind"]?.string == "Status" else { return nil }
    let details = json["details"]
    self.init(
      code: code ?? json["code"]?.int ?? 0, reason: json["reason"]?.string ?? "",
      message: json["message"]?.string ?? "",
      causes: (details?["causes"]?.array ?? []).map {
        Cause(
          field: $0["field"]?.string ?? "", reason: $0["reason"]?.string ?? "", message: $0["message"]?.string ?? "")
      },
      objectName: details?["name"]?.string.flatMap { $0.isEmpty ? nil : $0 },
      retryAfter: details?["retryAfterSeconds"]?.int.flatMap { $0 > 0 ? .seconds($0) : nil })
  }

  /// Whom the server took the request for, as its message about a forbidden request says.
  public var user: String? {
    guard code == 403, let start = message.firstRange(of: "User \"")?.upperBound else { return nil }
    let rest = message[start...]
    return rest.firstIndex(of: "\"").map { String(rest[..<$0]) }
  }

  /// Whether the resource version asked for is too old (410).
  public var isExpired: Bool { code == 410 || reason == "Expired" || reason == "Gone" }
}
