// The webhook's rules for ExternalSecrets.

import Basics

/// Holds the spec of an ExternalSecret, defaults filled in, against the webhook's rules.
struct ExternalSecretRules {
  private let manifest: Manifest
  private let spec: JSON
  private let path: FieldPath

  init(_ manifest: Manifest, _ spec: JSON, at path: FieldPath) {
    self.manifest = manifest
    self.spec = spec
    self.path = path
  }

  func problems() -> [LocatedError] {
    policies() + durations() + entries() + template() + duplicates()
  }

  private var target: JSON { spec["target"] ?? .null }

  private func at(_ names: String...) -> FieldPath {
    FieldPath(path.steps + names.map(FieldPath.Step.member))
  }

  private func policies() -> [LocatedError] {
    let creation = target["creationPolicy"]?.string ?? ""
    let deletion = target["deletionPolicy"]?.string ?? ""
    var problems: [LocatedError] = []
    if deletion == "Delete", ["Merge", "None", "CreateOrMerge"].contains(creation) {
      problems.append(
        manifest.error(
          "deletionPolicy=Delete must not be used when the controller doesn't own the secret",
          at: at("target", "deletionPolicy"), hint: "set creationPolicy to Owner, or deletionPolicy to Retain or Merge")
      )
    }
    if deletion == "Merge", creation == "None" {
      problems.append(
        manifest.error(
          "deletionPolicy=Merge must not be used with creationPolicy=None: there is no Secret to merge with",
          at: at("target", "deletionPolicy"), hint: "set deletionPolicy to Retain"))
    }
    return problems
  }

  private func durations() -> [LocatedError] {
    var texts = [(at("refreshInterval"), spec["refreshInterval"]?.string)]
    for (index, window) in (spec["syncWindows"]?["windows"]?.array ?? spec["syncWindows"]?.array ?? []).enumerated() {
      let path = spec["syncWindows"]?.array == nil ? at("syncWindows", "windows") : at("syncWindows")
      texts.append((path.element(index).member("duration"), window["duration"]?.string))
    }
    return texts.compactMap { path, text in
      guard let text, Duration(go: text) == nil else { return nil }
      return manifest.error("time: invalid duration \"\(text)\"", at: path, hint: "write it like 1h, 30m or 0")
    }
  }

  private func entries() -> [LocatedError] {
    let dataFrom = spec["dataFrom"]?.array ?? []
    guard !(spec["data"]?.array ?? []).isEmpty || !dataFrom.isEmpty else {
      return [
        manifest.error(
          "either data or dataFrom should be specified", at: path,
          hint: "say which keys to read, under data or dataFrom")
      ]
    }
    return dataFrom.enumerated().flatMap { index, entry in self.entry(entry, at("dataFrom").element(index)) }
  }

  private func entry(_ entry: JSON, _ path: FieldPath) -> [LocatedError] {
    let source = entry["sourceRef"].flatMap { $0.isNull ? nil : $0 }
    let hasGenerator = source?["generatorRef"].map { !$0.isNull } ?? false
    let hasStore = source?["storeRef"].map { !$0.isNull } ?? false
    let given = [entry["find"], entry["extract"]].count { $0.map { !$0.isNull } ?? false }
    var problems: [LocatedError] = []
    if given + (hasGenerator ? 1 : 0) > 1 {
      problems.append(
        manifest.error(
          "extract, find, or generatorRef cannot be set at the same time", at: path, hint: "make an entry of each"))
    }
    if given == 0, source == nil {
      problems.append(
        manifest.error("either extract, find, or sourceRef must be set to dataFrom", at: path, hint: "add one of them"))
    }
    if source != nil, !hasGenerator, !hasStore {
      problems.append(
        manifest.error(
          "generatorRef or storeRef must be set when using sourceRef in dataFrom", at: path.member("sourceRef"),
          hint: "add one of them"))
    }
    return problems
  }

  private func template() -> [LocatedError] {
    guard let template = target["template"], !template.isNull else { return [] }
    let type = template["type"]?.string ?? ""
    var problems: [LocatedError] = []
    if type == "bootstrap.kubernetes.io/token" {
      problems.append(
        manifest.error(
          "template.type=\"\(type)\" is not allowed", at: at("target", "template", "type"),
          hint: "a bootstrap token can't come from an ExternalSecret"))
    }
    let targets = (template["templateFrom"]?.array ?? []).map { $0["target"]?.string ?? "" }
    if type == "kubernetes.io/service-account-token" {
      let account = "kubernetes.io/service-account.name"
      if template["metadata"]?["annotations"]?[account] != nil {
        problems.append(
          manifest.error(
            "template.type=\"\(type)\" with annotation \"\(account)\" is not allowed",
            at: at("target", "template", "metadata", "annotations", account), hint: "remove the annotation"))
      } else if let index = targets.firstIndex(where: { $0.lowercased() == "annotations" }) {
        problems.append(
          manifest.error(
            "template.type=\"\(type)\" with templateFrom target=\"Annotations\" is not allowed",
            at: at("target", "template", "templateFrom").element(index), hint: "choose another target"))
      }
    }
    guard writesSecret else { return problems }
    for (index, name) in targets.enumerated()
    where !["", "data", "annotations", "labels"].contains(name.lowercased()) {
      problems.append(
        manifest.error(
          "templateFrom target=\"\(name)\" is not allowed when targeting a Secret, must be one of \"Data\", "
            + "\"Annotations\" or \"Labels\"",
          at: at("target", "template", "templateFrom").element(index).member("target"),
          hint: "other targets are for target.manifest of another kind"))
    }
    return problems
  }

  private var writesSecret: Bool {
    guard let manifest = target["manifest"], !manifest.isNull else { return true }
    return manifest["apiVersion"]?.string == "v1" && manifest["kind"]?.string == "Secret"
  }

  private func duplicates() -> [LocatedError] {
    guard target["deletionPolicy"]?.string ?? "Retain" == "Retain" else { return [] }
    var seen: Set<[UInt8]> = []
    return (spec["data"]?.array ?? []).enumerated().compactMap { index, entry in
      let key = entry["secretKey"]?.string ?? ""
      guard !seen.insert(Array(key.utf8)).inserted else { return nil }
      return manifest.error(
        "duplicate secretKey found: \(key)", at: at("data").element(index).member("secretKey"),
        hint: "name each key once")
    }
  }
}
