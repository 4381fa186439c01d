// A property looked up by gjson, in the ways providers do it.

internal import Basics
internal import GJSON
internal import Reconciliation

/// A `remoteRef.property`.
struct PropertyPath {
  let path: String

  init(_ path: String) {
    self.path = path
  }

  /// What gjson finds in JSON text; nil if nothing.
  func value(in document: SecretBytes) throws(SecretSourceError) -> SecretBytes? {
    try found(path, in: document.reveal())
  }

  /// The member of exactly this name, dots and all, or else what gjson finds (Secrets Manager, Parameter Store).
  func valueByNameFirst(in document: SecretBytes) throws(SecretSourceError) -> SecretBytes? {
    let bytes = document.reveal()
    if path.utf8.contains(UInt8(ascii: ".")) {
      // By bytes: a dot with a combining mark behind it is a dot.
      let parts = path.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      let escaped = parts.map { String($0) ?? "" }.joined(separator: "\\.")
      if let value = try found(escaped, in: bytes) { return value }
    }
    return try found(path, in: bytes)
  }

  private func found(_ path: String, in document: [UInt8]) throws(SecretSourceError) -> SecretBytes? {
    do throws(GJSON.PathTooExpensive) {
      let value = try GJSON.value(at: path, in: document)
      return value.exists ? SecretBytes(value.text) : nil
    } catch {
      throw .failed(cause: error.description, hint: nil)
    }
  }
}
