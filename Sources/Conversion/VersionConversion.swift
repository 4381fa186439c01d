// `external-secrets.io/v1alpha1` and `v1beta1` as `v1`.

internal import Basics
internal import ExternalSecrets
internal import Scaffolding

/// Converts one object of an earlier version.
struct VersionConversion {
  let manifest: Manifest

  private static let group = ObjectKind.externalSecretsGroup

  /// The conversion; nil where there is nothing to convert.
  func result() -> Conversion.Result? {
    guard ["v1alpha1", "v1beta1"].contains(manifest.version),
      Schema.versions(of: manifest.objectKind).contains("v1"), var root = manifest.json.object
    else { return nil }
    var result = Conversion.Result(source: manifest)
    root["apiVersion"] = .string("\(Self.group)/v1")
    root["status"] = nil
    if var metadata = root["metadata"]?.object {
      for field in ["uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink"] {
        metadata[field] = nil
      }
      root["metadata"] = .object(metadata)
    }
    if let path = specPath, let spec = manifest.json[path]?.object {
      root = Self.replacing(path, in: root, with: .object(converted(spec, at: path, &result)))
    }
    let draft = ManifestDraft(.object(root))
    result.converted = draft
    result.losses += unfit(draft)
    return result
  }

  /// Where the specification of an ExternalSecret stands.
  private var specPath: FieldPath? {
    switch manifest.objectKind {
    case .externalSecret: ["spec"]
    case .clusterExternalSecret: ["spec", "externalSecretSpec"]
    default: nil
    }
  }

  private func converted(_ spec: JSON.Members, at path: FieldPath, _ result: inout Conversion.Result) -> JSON.Members {
    var spec = spec
    if manifest.version == "v1alpha1", let entries = spec["dataFrom"]?.array {
      // What was the reference itself is one kind of source among others since v1beta1.
      spec["dataFrom"] = .array(
        entries.map { $0["extract"] == nil && $0["find"] == nil && $0["key"] != nil ? ["extract": $0] : $0 })
    }
    guard var target = spec["target"]?.object, var template = target["template"]?.object else { return spec }
    let engine = template["engineVersion"]?.string ?? (manifest.version == "v1alpha1" ? "v1" : "v2")
    guard engine == "v1" else { return spec }
    template["engineVersion"] = "v2"
    target["template"] = .object(template)
    spec["target"] = .object(target)
    result.losses.append(
      manifest.error(
        "the template was run by engine v1, which is gone: it saw bytes where v2 sees text",
        at: path.member("target").member("template"),
        hint: "take functions such as toString and base64decode out, and compare with render"))
    return spec
  }

  /// What version v1 doesn't take, at its place in the source.
  private func unfit(_ draft: ManifestDraft) -> [LocatedError] {
    guard let schema = Schema(apiVersion: "\(Self.group)/v1", kind: manifest.kind) else { return [] }
    return schema.problems(draft.json).map { problem in
      manifest.error("v1 does not take this field: \(problem.message)", at: problem.path, hint: problem.hint)
    }
  }

  private static func replacing(_ path: FieldPath, in root: JSON.Members, with value: JSON) -> JSON.Members {
    var root = root
    guard case .member(let name)? = path.steps.first else { return root }
    let rest = FieldPath(Array(path.steps.dropFirst()))
    root[name] = rest.steps.isEmpty ? value : .object(replacing(rest, in: root[name]?.object ?? [:], with: value))
    return root
  }
}
