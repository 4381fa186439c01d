// What can't work is said before anything is printed.

public import Basics
import ExternalSecrets

extension ExternalSecretRequest {
  /// Throws what is wrong with the request, if anything is.
  ///
  /// - Throws: ``LocatedError``: names that the API server refuses, combinations that the controller does.
  public func check() throws(LocatedError) {
    try Self.checkName(name, of: "an ExternalSecret", hint: "choose another NAME")
    if let namespace { try Self.checkLabel(namespace, of: "a namespace", hint: "check -n") }
    if let target = target.name { try Self.checkName(target, of: "a Secret", hint: "check --target") }
    if let store { try Self.checkName(store.name, of: "a store", hint: "check the store's name") }
    guard needsStore || generator != nil else {
      throw LocatedError(
        "there is nothing to sync",
        hint:
          "name keys with --data SECRETKEY=REMOTEKEY#PROPERTY, all of a remote secret with --from-remote REMOTEKEY, "
          + "a search with --find REGEXP, an existing Secret with --from-secret NAME, or --generator password")
    }
    if needsStore, store == nil {
      throw LocatedError(
        "there is no store to read from",
        hint: "name one with --store or --cluster-store, or scaffold one with --with-store")
    }
    try checkKeys()
    try checkMetadata()
    try checkPolicies()
  }

  /// Throws where `name` can't be the name of an object: RFC 1123 subdomains it must be.
  public static func checkName(_ name: String, of what: String, hint: String?) throws(LocatedError) {
    guard !QualifiedName.isSubdomain(name) else { return }
    throw LocatedError(
      "\"\(name)\" can't be the name of \(what): it must consist of lower case letters, digits, '-' and '.', "
        + "begin and end with a letter or digit, and have at most 253 characters (RFC 1123)",
      hint: hint)
  }

  /// Throws where `name` can't be the name of a namespace, a volume or another RFC 1123 label.
  public static func checkLabel(_ name: String, of what: String, hint: String?) throws(LocatedError) {
    guard name.utf8.count <= 63, !name.contains("."), QualifiedName.isSubdomain(name) else {
      throw LocatedError(
        "\"\(name)\" can't be the name of \(what): it must consist of lower case letters, digits and '-', begin and end "
          + "with a letter or digit, and have at most 63 characters (RFC 1123)",
        hint: hint)
    }
  }

  private func checkKeys() throws(LocatedError) {
    var seen: Set<String> = []
    for entry in data {
      try Self.checkKey(entry.secretKey)
      guard seen.insert(entry.secretKey).inserted else {
        throw LocatedError(
          "the key \(entry.secretKey) is given twice", hint: "keep one of the two, or give one another name")
      }
    }
    var templated: Set<String> = []
    for (key, _) in target.template {
      try Self.checkKey(key)
      guard templated.insert(key).inserted else {
        throw LocatedError("the template of \(key) is given twice", hint: "keep one of the two")
      }
    }
  }

  /// Throws where a text can't be a key of a Secret.
  private static func checkKey(_ key: String) throws(LocatedError) {
    let isValid =
      (1...253).contains(key.utf8.count) && key != "." && !key.hasPrefix("..")
      && key.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
          true
        default: false
        }
      }
    guard !isValid else { return }
    throw LocatedError(
      "\"\(key)\" can't be a key of a Secret: 1 to 253 letters, digits, '-', '_' and '.'", hint: "choose another key")
  }

  private func checkMetadata() throws(LocatedError) {
    for (key, value) in labels {
      let problem = QualifiedName.problem(key) ?? QualifiedName.labelValueProblem(Array(value.utf8))
      if let problem { throw LocatedError("the label \(key)=\(value) is invalid: \(problem)", hint: "check --label") }
    }
    for (key, _) in annotations {
      guard let problem = QualifiedName.problem(key.lowercased()) else { continue }
      throw LocatedError("the annotation \(key) is invalid: \(problem)", hint: "check --annotation")
    }
  }

  private func checkPolicies() throws(LocatedError) {
    let creation = target.creationPolicy ?? .owner
    switch target.deletionPolicy {
    case .delete where creation != .owner:
      throw LocatedError(
        "--deletion-policy Delete doesn't go with --creation-policy \(creation.rawValue): only an owned Secret is deleted",
        hint: "use --creation-policy Owner, or --deletion-policy Retain")
    case .merge where creation == .none:
      throw LocatedError(
        "--deletion-policy Merge doesn't go with --creation-policy None: there is no Secret to take keys from",
        hint: "use another of the two")
    default: break
    }
    if let refreshInterval, Duration(go: refreshInterval).map({ $0 >= .zero }) != true {
      throw LocatedError(
        "\"\(refreshInterval)\" is not a duration", hint: "write --refresh-interval like 1h, 15m or 0 for once")
    }
  }
}
