// What a namespace's annotations let a legacy object read, and as whom.

internal import Basics
internal import ExternalSecrets
internal import RegularExpressions

/// The annotations by which a namespace restricts its legacy objects; their names are the controller's defaults.
struct LegacyPermission {
  let object: LegacyExternalSecret
  let cluster: any ClusterReader

  /// Keys and paths must contain a match of this expression.
  static let keyAnnotation = "externalsecrets.kubernetes-client.io/permitted-key-name"
  /// Roles must contain a match of this expression.
  static let roleAnnotation = "iam.amazonaws.com/permitted"

  private var manifest: Manifest { object.manifest }

  /// Fails if the namespace doesn't permit the object.
  ///
  /// `dataFromWithOptions` is not looked at, nor is anything without the annotation.
  ///
  /// - Returns: What couldn't be checked.
  func check() async throws(LegacyFailure) -> [LocatedError] {
    let annotations: [String: String]
    do throws(ClusterReadError) {
      let query = ObjectQuery(.namespace, namespace: nil, name: object.namespace)
      annotations = try await cluster.object(query)?.annotations ?? [:]
    } catch {
      return [
        manifest.error(
          "the namespace's annotations could not be read, so what they permit is not known: \(error.message)",
          hint: error.hint)
      ]
    }
    var notes: [LocatedError] = []
    if let pattern = annotations[Self.keyAnnotation], !pattern.isEmpty {
      try check(pattern, Self.keyAnnotation, names, &notes)
    }
    if let role = object.backend.assumedRole, let pattern = annotations[Self.roleAnnotation], !pattern.isEmpty {
      let field = object.backend.roleARN == nil ? "vaultRole" : "roleArn"
      try check(pattern, Self.roleAnnotation, [(object.root.member(field), role)], &notes)
    }
    return notes
  }

  /// The keys and paths that are restricted, with their places.
  private var names: [(path: FieldPath, text: String)] {
    var names: [(FieldPath, String)] = []
    for entry in object.data {
      if let path = entry.path { names.append((entry.at.member("path"), path)) }
      if let key = entry.key { names.append((entry.at.member("key"), key)) }
    }
    return names + object.dataFrom.map { ($0.path, $0.key) }
  }

  private func check(
    _ pattern: String, _ annotation: String, _ names: [(path: FieldPath, text: String)], _ notes: inout [LocatedError]
  ) throws(LegacyFailure) {
    let expression: GoRegularExpression
    do throws(RegularExpressionError) {
      expression = try GoRegularExpression.compiled(pattern)
    } catch {
      // JavaScript's expressions can do more than RE2's.
      notes.append(
        manifest.error("the namespace's annotation \(annotation) can't be checked from here: \(error)"))
      return
    }
    guard let refused = names.first(where: { !expression.matches($0.text) }) else { return }
    throw LegacyFailure(
      error: manifest.error(
        "not allowed to fetch secret: \(refused.text) does not match \(pattern), which namespace \(object.namespace) "
          + "demands",
        at: refused.path, hint: "change it, or the namespace's annotation \(annotation)"))
  }
}
