// Generators that are written along with the ExternalSecret that uses them.

import Basics
public import ExternalSecrets

/// A generator of values.
public enum GeneratorDraft: String, Sendable, CaseIterable {
  /// Random passwords.
  case password

  static let passwordKind = "Password"

  /// What an ExternalSecret says to use it.
  ///
  /// - Parameter name: The generator's name.
  /// - Returns: The reference.
  public func reference(name: String) -> GeneratorReference {
    switch self {
    case .password: GeneratorReference(kind: Self.passwordKind, name: name)
    }
  }

  /// The generator.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - namespace: Its namespace; nil leaves it to whoever applies the manifest.
  /// - Returns: The manifest.
  public func draft(name: String, namespace: String?) -> ManifestDraft {
    switch self {
    case .password:
      var metadata: JSON.Members = ["name": .string(name)]
      metadata.append("namespace", unlessNil: namespace.map(JSON.string))
      let reference = reference(name: name)
      return ManifestDraft(
        [
          "apiVersion": .string(reference.apiVersion), "kind": .string(reference.kind), "metadata": .object(metadata),
          "spec": ["length": 32, "digits": 6, "symbols": 0, "noUpper": false, "allowRepeat": true],
        ],
        comments: [.init(["spec", "symbols"], ["Without symbols it needs no quoting in URLs and shells."])])
    }
  }
}
