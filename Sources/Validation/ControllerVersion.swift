// Releases of the controller, and since which of them it knows what (controller.md, "Since when").

import Basics

/// A release of the External Secrets Operator.
public struct ControllerVersion: Sendable, Comparable {
  private let parts: [Int]

  /// A release from its text, such as `0.18`, `v2.9.0` or an image's tag; nil if it is none.
  public init?(_ text: String) {
    let digits = text.drop { $0 == "v" }.prefix { $0.isNumber || $0 == "." }
    let parts = digits.split(separator: ".").compactMap { Int($0) }
    guard !parts.isEmpty, parts.count <= 3 else { return nil }
    self.parts = parts + Array(repeating: 0, count: 3 - parts.count)
  }

  /// The order of releases.
  public static func < (left: ControllerVersion, right: ControllerVersion) -> Bool {
    left.parts.lexicographicallyPrecedes(right.parts)
  }

  /// A field, or a value of one, and the release that brought it.
  struct Novelty: Sendable {
    /// The path below the object's root; `*` stands for an element of an array.
    let path: [String]
    /// The value that is new; nil if the field itself is.
    let value: String?
    let since: String

    init(_ path: String, _ value: String? = nil, since: String) {
      self.path = path.split(separator: ".").map(String.init)
      self.value = value
      self.since = since
    }
  }

  /// What came when.
  static let novelties: [Novelty] = [
    Novelty("spec.dataFrom.*.rewrite.*.merge", since: "0.18.1"),
    Novelty("spec.target.template.metadata.finalizers", since: "0.20.0"),
    Novelty("spec.target.manifest", since: "1.0.0"),
    Novelty("spec.data.*.remoteRef.nullBytePolicy", since: "2.3.0"),
    Novelty("spec.dataFrom.*.extract.nullBytePolicy", since: "2.3.0"),
    Novelty("spec.dataFrom.*.find.nullBytePolicy", since: "2.3.0"),
    Novelty("spec.provider.aws.sessionTagsPolicy", since: "2.5.0"),
    Novelty("spec.syncWindows", since: "2.7.0"),
    Novelty("spec.target.template.templateFrom.*.valuesDecodingStrategy", since: "2.7.0"),
    Novelty("spec.target.creationPolicy", "CreateOrMerge", since: "2.8.0"),
    Novelty("spec.provider.aws.service", "CertificateManager", since: "2.8.0"),
  ]
}
