// Sprig's encodings and checksums. What can't be decoded gives the error's text as the value.

internal import Basics
internal import GoTemplate

/// Base64, Base32, hexadecimal, hashes.
enum EncodingFunctions {
  static let table: [String: GoFunction] = [
    "b64enc": .string { Array(Base64.standard.encode($0).utf8) },
    "b64dec": decoding { text throws(GoFunctionError) in try GoBinaryText.decodeBase64(text) },
    "b32enc": .string { GoBinaryText.encodeBase32($0) },
    "b32dec": decoding { text throws(GoFunctionError) in try GoBinaryText.decodeBase32(text) },
    "hexdec": decoding { text throws(GoFunctionError) in try GoBinaryText.decodeHexadecimal(text) },
    "sha1sum": .string { Array(Digest.sha1.hash($0).hexadecimal.utf8) },
    "sha256sum": .string { Array(Digest.sha256.hash($0).hexadecimal.utf8) },
    "sha512sum": .string { Array(Digest.sha512.hash($0).hexadecimal.utf8) },
    "adler32sum": .string { Array(String(adler32($0)).utf8) },
  ]

  private static func decoding(
    _ decode: @escaping @Sendable ([UInt8]) throws(GoFunctionError) -> [UInt8]
  ) -> GoFunction {
    .string { text in
      do throws(GoFunctionError) {
        return try decode(text)
      } catch {
        return Array(error.message.utf8)
      }
    }
  }

  /// The checksum of RFC 1950; no cryptography.
  private static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return high << 16 | low
  }
}
