// Reading PKCS#12 files.

internal import Basics
internal import GoTemplate

extension PKCS12 {
  /// Takes a PKCS#12 file apart.
  init(decoding bytes: [UInt8], password text: [UInt8]) throws(GoFunctionError) {
    var password = try PKCS12Password(text)
    var key: PrivateKey?
    var certificates: [Certificate] = []
    for bag in try Self.bags(of: bytes, password: &password) {
      if bag.identifier == .certificateBag {
        certificates.append(try Self.certificate(in: bag.value))
      } else if bag.identifier == .keyBag || bag.identifier == .shroudedKeyBag {
        guard key == nil else { throw GoFunctionError("pkcs12: expected exactly one key bag") }
        key =
          bag.identifier == .keyBag
          ? try Self.key(in: Array(bag.value)) : try Self.shroudedKey(in: bag.value, password: password)
      }
    }
    guard let certificate = certificates.first else { throw GoFunctionError("pkcs12: certificate missing") }
    guard let key else { throw GoFunctionError("pkcs12: private key missing") }
    self.key = key
    self.certificate = certificate
    authorities = Array(certificates.dropFirst())
  }

  /// A bag with its content.
  private struct Bag {
    var identifier: ObjectIdentifier
    var value: ArraySlice<UInt8>
  }

  /// The outer structure.
  private struct Envelope {
    var version: Int
    var contentType: ObjectIdentifier
    var content: [UInt8]
    var authentication: PKCS12Authentication?

    init(_ bytes: [UInt8]) throws(DERError) {
      var reader = try DERReader.only(bytes)
      version = try reader.integer()
      var info = try reader.enter()
      contentType = try info.objectIdentifier()
      var explicit = try info.enter(DER.Tag.explicit(0))
      content = contentType == .data ? Array(try explicit.next(DER.Tag.octetString)) : []
      if !reader.isAtEnd { authentication = try PKCS12Authentication(try reader.enter()) }
    }
  }

  private static func bags(of bytes: [UInt8], password: inout PKCS12Password) throws(GoFunctionError) -> [Bag] {
    guard let envelope = try? Envelope(bytes) else {
      throw GoFunctionError("pkcs12: error reading P12 data: malformed structure")
    }
    guard envelope.version == 3 else { throw GoFunctionError("pkcs12: can only decode v3 PFX PDU's") }
    guard envelope.contentType == .data else {
      throw GoFunctionError("pkcs12: only password-protected PFX is implemented")
    }
    if let authentication = envelope.authentication {
      var isValid = try authentication.isValid(for: envelope.content, password: password)
      if !isValid, password.isEmptyText {
        password = .none
        isValid = try authentication.isValid(for: envelope.content, password: password)
      }
      guard isValid else { throw GoFunctionError("pkcs12: decryption password incorrect") }
    } else if !password.isEmptyText {
      throw GoFunctionError("pkcs12: no MAC in data")
    }
    return try bags(inSafe: envelope.content, password: password)
  }

  private static func bags(inSafe content: [UInt8], password: PKCS12Password) throws(GoFunctionError) -> [Bag] {
    let malformed = GoFunctionError("pkcs12: malformed authenticated safe")
    guard var safe = try? DERReader.only(content) else { throw malformed }
    var items: [DERReader] = []
    while !safe.isAtEnd {
      guard let item = try? safe.enter() else { throw malformed }
      items.append(item)
    }
    guard (1...2).contains(items.count) else {
      throw GoFunctionError(
        "pkcs12: expected between 1 and 2 items in the authenticated safe, but this file has \(items.count)")
    }
    var bags: [Bag] = []
    for item in items {
      let data = try contents(of: item, password: password)
      do throws(DERError) {
        bags += try self.bags(inContents: data)
      } catch {
        throw malformed
      }
    }
    return bags
  }

  private static func contents(of item: DERReader, password: PKCS12Password) throws(GoFunctionError) -> [UInt8] {
    var item = item
    let malformed = GoFunctionError("pkcs12: malformed content info")
    guard let type = try? item.objectIdentifier() else { throw malformed }
    guard type == .data || type == .encryptedData else {
      throw GoFunctionError(
        "pkcs12: only data and encryptedData content types are supported in authenticated safe")
    }
    guard var explicit = try? item.enter(DER.Tag.explicit(0)) else { throw malformed }
    if type == .data {
      guard let data = try? explicit.next(DER.Tag.octetString) else { throw malformed }
      return Array(data)
    }
    guard var encrypted = try? explicit.enter(), let version = try? encrypted.integer() else { throw malformed }
    guard version == 0 else { throw GoFunctionError("pkcs12: only version 0 of EncryptedData is supported") }
    guard var info = try? encrypted.enter(), (try? info.objectIdentifier()) != nil,
      let algorithm = try? info.next(DER.Tag.sequence),
      let content = info.isAtEnd ? [] : try? info.next(DER.Tag.implicit(0))
    else { throw malformed }
    return try PasswordBasedCipher(algorithm, password: password).decrypt(content)
  }

  private static func bags(inContents data: [UInt8]) throws(DERError) -> [Bag] {
    var list = try DERReader.only(data)
    var bags: [Bag] = []
    while !list.isAtEnd {
      var bag = try list.enter()
      bags.append(Bag(identifier: try bag.objectIdentifier(), value: try bag.next(DER.Tag.explicit(0))))
    }
    return bags
  }

  private static func certificate(in bag: ArraySlice<UInt8>) throws(GoFunctionError) -> Certificate {
    guard var reader = try? DERReader.only(bag), let type = try? reader.objectIdentifier(),
      var explicit = try? reader.enter(DER.Tag.explicit(0)),
      let data = try? explicit.next(DER.Tag.octetString)
    else { throw GoFunctionError("pkcs12: error decoding cert bag: malformed structure") }
    guard type == .x509Certificate else {
      throw GoFunctionError("pkcs12: only X509 certificates are supported in cert bags")
    }
    let certificates = try Certificate.all(in: Array(data))
    guard let certificate = certificates.first, certificates.count == 1 else {
      throw GoFunctionError("pkcs12: expected exactly one certificate in the certBag")
    }
    return certificate
  }

  private static func key(in bytes: [UInt8]) throws(GoFunctionError) -> PrivateKey {
    guard let key = PrivateKey(bytes, .pkcs8) else {
      throw GoFunctionError("pkcs12: error parsing PKCS#8 private key: malformed key")
    }
    return key
  }

  private static func shroudedKey(
    in bag: ArraySlice<UInt8>, password: PKCS12Password
  ) throws(GoFunctionError) -> PrivateKey {
    guard var reader = try? DERReader.only(bag), let algorithm = try? reader.next(DER.Tag.sequence),
      let encrypted = try? reader.next(DER.Tag.octetString)
    else { throw GoFunctionError("pkcs12: error decoding PKCS#8 shrouded key bag: malformed structure") }
    let bytes: [UInt8]
    do throws(GoFunctionError) {
      bytes = try PasswordBasedCipher(algorithm, password: password).decrypt(encrypted)
    } catch {
      throw GoFunctionError("pkcs12: error decrypting PKCS#8 shrouded key bag: \(error.message)")
    }
    return try key(in: bytes)
  }
}
