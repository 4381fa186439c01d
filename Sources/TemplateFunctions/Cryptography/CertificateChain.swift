// Puts certificates in order, by what they say of each other's keys. It proves nothing about trust: no signature is checked.

internal import GoTemplate

/// Certificates from the leaf to the root, as the controller orders them.
enum CertificateChain {
  /// The certificates of all PEM blocks of `text`, the leaf first, each followed by the one whose key identifier it names.
  ///
  /// Blocks of other types are read as certificates too, and fail, as in the controller.
  static func ordered(fromPEM text: [UInt8]) throws(GoFunctionError) -> [Certificate] {
    var certificates: [Certificate] = []
    var rest = text[...]
    while true {
      let found = PEMBlock.decode(rest)
      rest = found.rest
      guard let block = found.block else { break }
      certificates.append(try Certificate(block.bytes))
    }
    return try ordered(certificates)
  }

  /// The certificates that hang together, the leaf first.
  static func ordered(_ certificates: [Certificate]) throws(GoFunctionError) -> [Certificate] {
    let parents = certificates.indices.map { child in
      certificates.indices.first { parent in
        // Go compares an absent identifier as an empty one.
        parent != child
          && (certificates[child].authorityKeyIdentifier ?? []) == certificates[parent].subjectKeyIdentifier
      }
    }
    let leaves = certificates.indices.filter { !parents.contains($0) }
    guard leaves.count <= 1 else { throw GoFunctionError("found multiple leaf or disjunct certificates") }
    guard var current = leaves.first else { throw GoFunctionError("no leaf certificate found") }
    var chain = [certificates[current]]
    while let parent = parents[current] {
      guard chain.count < certificates.count else { throw GoFunctionError("constructing chain resulted in cycle") }
      chain.append(certificates[parent])
      current = parent
    }
    return chain
  }
}
