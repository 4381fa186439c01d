// When a credential expires, read from the credential itself: it makes "401 Unauthorized" worth reading.

import Basics
import CLibCrypto

extension ClientCertificate {
  /// The moment the (first) certificate expires; nil where it isn't PEM.
  var expiry: Timestamp? {
    guard let source = BIO_new_mem_buf(certificate, Int32(clamping: certificate.count)) else { return nil }
    defer { BIO_free(source) }
    guard let parsed = PEM_read_bio_X509(source, nil, nil, nil) else {
      ERR_clear_error()
      return nil
    }
    defer { X509_free(parsed) }
    var days: Int32 = 0
    var seconds: Int32 = 0
    guard let epoch = ASN1_TIME_set(nil, 0) else { return nil }
    defer { ASN1_TIME_free(epoch) }
    guard ASN1_TIME_diff(&days, &seconds, epoch, X509_get0_notAfter(parsed)) == 1 else { return nil }
    return Timestamp(seconds: Int64(days) * 86400 + Int64(seconds))
  }
}

extension SecretBytes {
  /// The moment a JSON web token expires, by its own claim; nil where the bytes are none, or don't say.
  var tokenExpiry: Timestamp? {
    let parts = reveal().split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    let padding = [UInt8](repeating: UInt8(ascii: "="), count: (4 - parts[1].count % 4) % 4)
    guard let claims = Base64.url.decode(parts[1] + padding), let json = try? JSON.parse(claims, locating: false),
      let number = json["exp"]?.number, let seconds = Double(number), abs(seconds) < 1e12
    else { return nil }
    return Timestamp(seconds: Int64(seconds))
  }
}
