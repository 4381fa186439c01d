// X.509 certificates, as far as the template functions look into them.

internal import CLibCrypto
internal import GoTemplate

/// An X.509 certificate.
struct Certificate: Sendable {
  /// The certificate's encoding.
  let encoded: [UInt8]
  /// The encoding of the subject's name.
  let subject: [UInt8]
  /// The encoding of the subject's public key.
  let publicKeyInfo: [UInt8]
  /// The identifier of the key that signed it; nil where it doesn't say.
  let authorityKeyIdentifier: [UInt8]?
  /// The identifier of its own key; empty where it doesn't say.
  let subjectKeyIdentifier: [UInt8]
  /// The content of the subject's alternative names; nil where there are none.
  let alternativeNames: [UInt8]?

  /// Reads a certificate, or says what is wrong with it in Go's words.
  init(_ bytes: [UInt8]) throws(GoFunctionError) {
    var reader = DERReader(bytes)
    guard let outer = try? reader.next(), outer.tag == DER.Tag.sequence else {
      throw GoFunctionError("x509: malformed certificate")
    }
    guard reader.isAtEnd else { throw GoFunctionError("x509: trailing data") }
    guard Self.isAcceptable(bytes), let fields = try? Fields(outer.content) else {
      throw GoFunctionError("x509: malformed tbs certificate")
    }
    encoded = bytes
    subject = fields.subject
    publicKeyInfo = fields.publicKeyInfo
    alternativeNames = fields.extensions[.subjectAlternativeName]
    do throws(DERError) {
      subjectKeyIdentifier = try fields.subjectKeyIdentifier()
    } catch {
      throw GoFunctionError("x509: invalid subject key identifier")
    }
    do throws(DERError) {
      authorityKeyIdentifier = try fields.authorityKeyIdentifier()
    } catch {
      throw GoFunctionError("x509: invalid authority key identifier")
    }
  }

  /// Every certificate of `bytes`, one after the other.
  static func all(in bytes: [UInt8]) throws(GoFunctionError) -> [Certificate] {
    var reader = DERReader(bytes)
    var certificates: [Certificate] = []
    while !reader.isAtEnd {
      guard let element = try? reader.next() else { throw GoFunctionError("x509: malformed certificate") }
      certificates.append(try Certificate(Array(element.encoded)))
    }
    return certificates
  }

  /// The certificate as a PEM block.
  var pem: [UInt8] { PEMBlock(type: "CERTIFICATE", bytes: encoded).text }

  /// Whether nothing but its own key vouches for it.
  var isRoot: Bool { authorityKeyIdentifier.map { $0 == subjectKeyIdentifier } ?? true }

  /// Whether libcrypto can read it.
  private static func isAcceptable(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      var cursor = buffer.baseAddress
      guard let certificate = d2i_X509(nil, &cursor, buffer.count) else { return false }
      X509_free(certificate)
      return true
    }
  }
}

/// The parts of a certificate's `TBSCertificate` that are looked at.
private struct Fields {
  var subject: [UInt8]
  var publicKeyInfo: [UInt8]
  var extensions: [ObjectIdentifier: [UInt8]] = [:]

  init(_ content: ArraySlice<UInt8>) throws(DERError) {
    var certificate = DERReader(content)
    var body = try certificate.enter()
    _ = try body.next(ifPresent: DER.Tag.explicit(0))
    _ = try body.next(DER.Tag.integer)
    _ = try body.next(DER.Tag.sequence)
    _ = try body.next(DER.Tag.sequence)
    _ = try body.next(DER.Tag.sequence)
    subject = Array(try body.next().encoded)
    publicKeyInfo = Array(try body.next().encoded)
    while !body.isAtEnd {
      let element = try body.next()
      guard element.tag == DER.Tag.explicit(3) else { continue }
      var list = try DERReader.only(element.content)
      while !list.isAtEnd {
        var item = try list.enter()
        let identifier = try item.objectIdentifier()
        _ = try item.next(ifPresent: 0x01)
        extensions[identifier] = Array(try item.next(DER.Tag.octetString))
      }
    }
  }

  func subjectKeyIdentifier() throws(DERError) -> [UInt8] {
    guard let value = extensions[.subjectKeyIdentifier] else { return [] }
    var reader = DERReader(value)
    return Array(try reader.next(DER.Tag.octetString))
  }

  func authorityKeyIdentifier() throws(DERError) -> [UInt8]? {
    guard let value = extensions[.authorityKeyIdentifier] else { return nil }
    var inside = try DERReader.only(value)
    guard let identifier = try inside.next(ifPresent: DER.Tag.implicit(0)) else { return nil }
    return Array(identifier)
  }
}

extension ObjectIdentifier {
  static let subjectKeyIdentifier = ObjectIdentifier(2, 5, 29, 14)
  static let keyUsage = ObjectIdentifier(2, 5, 29, 15)
  static let subjectAlternativeName = ObjectIdentifier(2, 5, 29, 17)
  static let basicConstraints = ObjectIdentifier(2, 5, 29, 19)
  static let authorityKeyIdentifier = ObjectIdentifier(2, 5, 29, 35)
  static let extendedKeyUsage = ObjectIdentifier(2, 5, 29, 37)
}
