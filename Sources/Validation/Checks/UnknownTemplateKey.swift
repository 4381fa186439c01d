import Basics
import ExternalSecrets
import GoTemplate

/// Finds fields of the data that a template names and no entry provides.
///
/// Only where the keys are certain: with `dataFrom` they depend on what the provider holds.
enum UnknownTemplateKey: Check {
  static let id = "template-key"
  static let severity = Severity.error
  static let abstract = "A template names a key that no entry provides; the sync will fail."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard manifest.objectKind == .externalSecret else { return [] }
    guard let known = ExternalSecret.decode(manifest).object.dataKeys, !known.contains(where: Project.hasSubstitution)
    else {
      return []
    }
    return TemplateText.all(in: manifest).filter(\.seesData).flatMap { text -> [Finding] in
      guard let template = try? text.parsed(), let keys = template.referencedKeys else { return [] }
      let names = keys.map { String(decoding: $0, as: UTF8.self) }.sorted()
      return names.filter { !known.contains($0) }.map { name in
        let near = known.nearest(to: name).map { "." + $0 }
        let line = 1 + (text.text.range(ofKey: name).map { text.text.utf8.prefix($0).count { $0 == 0x0A } } ?? 0)
        var error = manifest.error(
          "no entry provides the key \(name) that the template names", at: text.path,
          hint: near.isEmpty ? "add an entry with secretKey: \(name)" : "did you mean \(near.joined(separator: ", "))?")
        error.range = text.range(line: line)
        return Finding(id, severity, error)
      }
    }
  }
}

extension String {
  /// The offset in bytes at which `.key` stands.
  fileprivate func range(ofKey key: String) -> Int? {
    let text = Array(utf8)
    let wanted = Array(("." + key).utf8)
    guard text.count >= wanted.count else { return nil }
    return (0...(text.count - wanted.count)).first { text[$0..<($0 + wanted.count)].elementsEqual(wanted) }
  }
}
