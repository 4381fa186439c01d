// A legacy template as `spec.target`.

internal import Basics
internal import ExternalSecrets
internal import Lodash

/// Converts what a legacy object's Secret is merged over.
struct LegacyTargetConversion {
  let object: LegacyExternalSecret
  /// Whether the object has labels or annotations: without a template the new controller copies them to the Secret.
  let hasMetadata: Bool

  private var manifest: Manifest { object.manifest }
  private var root: FieldPath { object.root.member("template") }

  /// The target; nil where the new controller's own says the same.
  func target(_ losses: inout [LocatedError]) -> JSON? {
    var metadata: JSON.Members = [:]
    var data: JSON.Members = [:]
    var target: JSON.Members = [:]
    for member in object.template?.object ?? [:] {
      let path = root.member(member.key)
      switch member.key {
      case "metadata": metadata = self.metadata(member.value, at: path, &losses)
      case "data": data = self.data(member.value, at: path, &losses)
      case "immutable": if member.value.bool == true { target.append("immutable", true) }
      case "stringData", "type", "apiVersion", "kind": break
      default: losses.append(manifest.error("a Secret has no field \(member.key)", at: path, hint: "leave it out"))
      }
    }
    // What stands in stringData goes over everything else.
    for member in object.template?["stringData"]?.object ?? [:] {
      let path = root.member("stringData").member(member.key)
      if let text = string(member.value, at: path, &losses) { data[member.key] = .string(text) }
    }
    let type = object.type == "Opaque" ? nil : object.type
    guard type != nil || !metadata.isEmpty || !data.isEmpty || hasMetadata else {
      return target.isEmpty ? nil : .object(target)
    }
    var template: JSON.Members = ["engineVersion": "v2"]
    if !data.isEmpty { template.append("mergePolicy", "Merge") }
    template.append("type", ifAny: type.map(JSON.string))
    if !metadata.isEmpty { template.append("metadata", .object(metadata)) }
    if !data.isEmpty { template.append("data", .object(data)) }
    target.append("template", .object(template))
    return .object(target)
  }

  private func metadata(_ json: JSON, at path: FieldPath, _ losses: inout [LocatedError]) -> JSON.Members {
    var metadata: JSON.Members = [:]
    for member in json.object ?? [:] {
      let path = path.member(member.key)
      switch member.key {
      case "labels", "annotations":
        var texts: JSON.Members = [:]
        for entry in member.value.object ?? [:] {
          if let text = string(entry.value, at: path.member(entry.key), &losses) {
            texts.append(entry.key, .string(text))
          }
        }
        if !texts.isEmpty { metadata.append(member.key, .object(texts)) }
      case "finalizers": metadata.append("finalizers", member.value)
      // The generated Secret's own name and namespace went before these.
      case "name", "namespace": break
      default:
        losses.append(
          manifest.error("\(member.key) of the template has no equal", at: path, hint: "leave it out"))
      }
    }
    return metadata
  }

  /// `data` of the template: base64, under the generated data.
  private func data(_ json: JSON, at path: FieldPath, _ losses: inout [LocatedError]) -> JSON.Members {
    var data: JSON.Members = [:]
    for member in json.object ?? [:] {
      let path = path.member(member.key)
      if object.data.contains(where: { $0.name == member.key && $0.path == nil }) { continue }
      if object.dataKeys == nil {
        losses.append(
          manifest.error(
            "\(member.key) stood below the keys of dataFrom and now goes over them", at: path,
            hint: "leave it out if the remote secret has a member of that name"))
      }
      guard let text = member.value.string else {
        losses.append(manifest.error("is no string", at: path, hint: "put it in quotes"))
        continue
      }
      if !LodashTemplate.isTemplate(text), let bytes = Base64.standard.decode(text) {
        let plain = String(validating: bytes, as: UTF8.self).map(GoTemplateText.escaped)
        data.append(member.key, .string(plain ?? "{{ \"\(text)\" | b64dec }}"))
      } else {
        losses.append(
          manifest.error(
            "a template that makes base64 has no equal", at: path, hint: "write it under stringData, in plain text"))
      }
    }
    return data
  }

  private func string(_ json: JSON, at path: FieldPath, _ losses: inout [LocatedError]) -> String? {
    if json.isNull { return "" }
    guard let text = json.string else {
      losses.append(
        manifest.error("is a \(json.kindName), which the API server refused", at: path, hint: "put it in quotes"))
      return nil
    }
    return translated(text, json.range, at: path, &losses)
  }

  private func translated(
    _ text: String, _ range: SourceRange?, at path: FieldPath, _ losses: inout [LocatedError]
  ) -> String? {
    let template = LodashTemplate(text)
    do throws(ScriptError) {
      return try TemplateTranslation(template, knownKeys: object.dataKeys).text()
    } catch {
      var located = manifest.error(
        "\(error.message) of the template has no equal in Go's templates", at: path,
        hint: "write it by hand: docs/template-functions.md lists what there is")
      located.range = template.range(of: error.offset, in: range) ?? located.range
      losses.append(located)
      return nil
    }
  }
}
