// Reading JSON Web Keys.

internal import Basics
internal import GoTemplate

extension JWK {
  /// Reads a key from its JSON text.
  init(parsing text: [UInt8]) throws(GoFunctionError) {
    let json: JSON
    do throws(GoFunctionError) {
      json = try GoJSON.parse(text)
    } catch {
      throw GoFunctionError(
        "failed to unmarshal JSON into key hint: \(error.message)",
        redacted: "failed to unmarshal JSON into key hint: \(error.redactedMessage)")
    }
    let type = json["kty"]?.string ?? ""
    let members = Members(json: json, isPrivate: json["d"] != nil)
    switch type {
    case "RSA": self = try members.rsa()
    case "EC": self = try members.ec()
    case "OKP": self = try members.okp()
    case "oct":
      _ = try members.bytes("k", of: "*jwk.symmetricKey")
      self = .symmetric
    default:
      throw GoFunctionError("invalid key type from JSON (\(type))", redacted: "invalid key type from JSON")
    }
  }

  /// The members of the JSON object, decoded as they are asked for.
  private struct Members {
    var json: JSON
    var isPrivate: Bool

    func bytes(_ name: String, of type: String) throws(GoFunctionError) -> [UInt8] {
      guard let value = json[name] else {
        throw GoFunctionError("failed to unmarshal JSON into key (\(type)): required field \(name) is missing")
      }
      guard let text = value.string, let bytes = Self.decode(text) else {
        throw GoFunctionError(
          "failed to unmarshal JSON into key (\(type)): failed to decode value for key \(name): "
            + "expected base64 encoded []byte (string)")
      }
      return bytes
    }

    /// Base64 of whichever alphabet, padded or not, as the text shows.
    private static func decode(_ text: String) -> [UInt8]? {
      let alphabet: Base64 = text.utf8.contains { "+/".utf8.contains($0) } ? .standard : .url
      guard text.utf8.last != UInt8(ascii: "=") else { return alphabet.decode(text) }
      let count = text.utf8.filter { $0 != 0x0A && $0 != 0x0D }.count
      return alphabet.decode(text + String(repeating: "=", count: (4 - count % 4) % 4))
    }

    func rsa() throws(GoFunctionError) -> JWK {
      let type = isPrivate ? "*jwk.rsaPrivateKey" : "*jwk.rsaPublicKey"
      let privateExponent = isPrivate ? try bytes("d", of: type) : []
      let exponent = try bytes("e", of: type)
      let modulus = try bytes("n", of: type)
      guard isPrivate else { return .rsaPublic(modulus: modulus, exponent: exponent) }
      let p = json["p"] == nil ? [] : try bytes("p", of: type)
      let q = json["q"] == nil ? [] : try bytes("q", of: type)
      return .rsaPrivate(
        RSANumbers(modulus: modulus, exponent: exponent, privateExponent: privateExponent, primes: (p, q)))
    }

    func ec() throws(GoFunctionError) -> JWK {
      let type = isPrivate ? "*jwk.ecdsaPrivateKey" : "*jwk.ecdsaPublicKey"
      let curve = try self.curve(Curve.init, of: type)
      let d = isPrivate ? try bytes("d", of: type) : []
      let x = try bytes("x", of: type)
      let y = try bytes("y", of: type)
      return isPrivate ? .ecPrivate(curve, x: x, y: y, d: d) : .ecPublic(curve, x: x, y: y)
    }

    func okp() throws(GoFunctionError) -> JWK {
      let type = isPrivate ? "*jwk.okpPrivateKey" : "*jwk.okpPublicKey"
      let curve = try self.curve(OctetCurve.init, of: type)
      let d = isPrivate ? try bytes("d", of: type) : []
      let x = try bytes("x", of: type)
      guard isPrivate else { return .okpPublic(curve, x: x) }
      guard d.count == 32 else {
        let reason = d.isEmpty ? "cannot use empty seed" : "wrong private key size"
        throw GoFunctionError("failed to build public key: \(reason)")
      }
      guard curve != .ed25519 || Self.ed25519PublicKey(of: d) == x else {
        throw GoFunctionError("failed to build public key: invalid x value given d value")
      }
      return .okpPrivate(curve, x: x, d: d)
    }

    private func curve<Kind>(_ make: (String) -> Kind?, of type: String) throws(GoFunctionError) -> Kind {
      guard let name = json["crv"]?.string else {
        throw GoFunctionError("failed to unmarshal JSON into key (\(type)): required field crv is missing")
      }
      guard let curve = make(name) else {
        throw GoFunctionError("failed to build public key: invalid curve algorithm \(name)")
      }
      return curve
    }

    private static func ed25519PublicKey(of seed: [UInt8]) -> [UInt8]? {
      let wrapped = DER.sequence(
        DER.integer(0), DER.sequence(DER.objectIdentifier(.ed25519)), DER.octetString(DER.octetString(seed)))
      guard let info = LibcryptoKey(privateKey: wrapped)?.publicKeyInfo, var reader = try? DERReader.only(info),
        (try? reader.next()) != nil
      else { return nil }
      return (try? reader.bitString()).map(Array.init)
    }
  }
}
