// What the API server demands of any object's metadata, whatever its kind (Kubernetes' `ValidateObjectMeta`).

public import Basics

/// Kubernetes' rules for names, labels, annotations and finalizers.
public enum ObjectMetadataRules {
  /// What the API server would refuse of an object's metadata.
  ///
  /// - Parameter manifest: The object, as written.
  /// - Returns: Every problem; none about a text that is yet to be filled in (`${…}`).
  public static func problems(_ manifest: Manifest) -> [LocatedError] {
    let metadata = manifest.json["metadata"]
    return names(metadata, manifest) + labels(metadata?["labels"]?.object, manifest)
      + annotations(metadata?["annotations"]?.object, manifest)
      + finalizers(metadata?["finalizers"]?.array, manifest)
  }

  private static func names(_ metadata: JSON?, _ manifest: Manifest) -> [LocatedError] {
    var problems: [LocatedError] = []
    if let name = metadata?["name"]?.string, !isOpen(name), !QualifiedName.isSubdomain(name) {
      problems.append(
        manifest.error(
          "Invalid value: \"\(name)\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric "
            + "characters, '-' or '.', and must start and end with an alphanumeric character",
          at: ["metadata", "name"], hint: "write it like my-app"))
    }
    if let namespace = metadata?["namespace"]?.string, !isOpen(namespace), !namespace.isEmpty,
      !QualifiedName.isSubdomain(namespace) || namespace.contains(".") || namespace.utf8.count > 63
    {
      problems.append(
        manifest.error(
          "Invalid value: \"\(namespace)\": a lowercase RFC 1123 label must consist of lower case alphanumeric "
            + "characters or '-', and must start and end with an alphanumeric character",
          at: ["metadata", "namespace"], hint: "write it like my-namespace"))
    }
    return problems
  }

  private static func labels(_ labels: JSON.Members?, _ manifest: Manifest) -> [LocatedError] {
    (labels ?? [:]).compactMap { label in
      let path: FieldPath = ["metadata", "labels", label.key]
      if let problem = isOpen(label.key) ? nil : QualifiedName.problem(label.key) {
        return manifest.error("Invalid value: \"\(label.key)\": \(problem)", at: path)
      }
      guard let text = label.value.string else { return typeProblem(label.value, path, manifest) }
      guard !isOpen(text), let problem = QualifiedName.labelValueProblem(text.utf8) else { return nil }
      return manifest.error(
        "Invalid value: \"\(text)\": \(problem)", at: path, hint: "use an annotation for values that are no labels")
    }
  }

  private static func annotations(_ annotations: JSON.Members?, _ manifest: Manifest) -> [LocatedError] {
    (annotations ?? [:]).compactMap { annotation in
      let path: FieldPath = ["metadata", "annotations", annotation.key]
      if let problem = isOpen(annotation.key) ? nil : QualifiedName.problem(annotation.key.lowercased()) {
        return manifest.error("Invalid value: \"\(annotation.key)\": \(problem)", at: path)
      }
      return annotation.value.string == nil ? typeProblem(annotation.value, path, manifest) : nil
    }
  }

  private static func finalizers(_ finalizers: [JSON]?, _ manifest: Manifest) -> [LocatedError] {
    (finalizers ?? []).enumerated().compactMap { index, finalizer in
      guard let name = finalizer.string, !isOpen(name), let problem = QualifiedName.problem(name) else { return nil }
      let path = (["metadata", "finalizers"] as FieldPath).element(index)
      return manifest.error("Invalid value: \"\(name)\": \(problem)", at: path)
    }
  }

  private static func typeProblem(_ value: JSON, _ path: FieldPath, _ manifest: Manifest) -> LocatedError? {
    guard !value.isNull else { return nil }
    return manifest.error("Invalid value: is a \(value.kindName), must be a string", at: path, hint: "put it in quotes")
  }

  /// Whether a tool fills something in before the API server sees it.
  private static func isOpen(_ text: String) -> Bool { text.contains("${") || text.contains("{{") }
}
