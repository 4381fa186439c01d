// The names a certificate is for, beside its subject, in the order and the text of Go's crypto/x509.

internal import GoTemplate

extension Certificate {
  /// DNS names, then IP addresses, then e-mail addresses, then URIs, each kind in the certificate's order.
  func subjectAlternativeNames() throws(GoFunctionError) -> [[UInt8]] {
    guard let alternativeNames else { return [] }
    var names = Names()
    do throws(DERError) {
      var list = try DERReader.only(alternativeNames)
      var elements: [DERElement] = []
      while !list.isAtEnd { elements.append(try list.next()) }
      names.elements = elements
    } catch {
      throw GoFunctionError("failed to parse certificate: x509: invalid subject alternative names")
    }
    for element in names.elements {
      do throws(GoFunctionError) {
        try names.add(element)
      } catch {
        throw GoFunctionError("failed to parse certificate: \(error.message)")
      }
    }
    return names.dns + names.addresses + names.emails + names.resources
  }

  /// The names by their kind.
  private struct Names {
    var elements: [DERElement] = []
    var dns: [[UInt8]] = []
    var addresses: [[UInt8]] = []
    var emails: [[UInt8]] = []
    var resources: [[UInt8]] = []

    mutating func add(_ element: DERElement) throws(GoFunctionError) {
      let content = Array(element.content)
      let isASCII = content.allSatisfy { $0 < 0x80 }
      switch element.tag {
      case DER.Tag.implicit(1):
        guard isASCII else { throw GoFunctionError("x509: SAN rfc822Name is malformed") }
        emails.append(content)
      case DER.Tag.implicit(2):
        guard isASCII else { throw GoFunctionError("x509: SAN dNSName is malformed") }
        dns.append(content)
      case DER.Tag.implicit(6):
        guard isASCII else { throw GoFunctionError("x509: SAN uniformResourceIdentifier is malformed") }
        resources.append(try resource(content))
      case DER.Tag.implicit(7):
        guard let address = IPAddress(bytes: content) else {
          throw GoFunctionError("x509: cannot parse IP address of length \(content.count)")
        }
        addresses.append(Array(address.description.utf8))
      default: break
      }
    }

    private func resource(_ text: [UInt8]) throws(GoFunctionError) -> [UInt8] {
      do throws(GoFunctionError) {
        return try GoURL(parsing: text).text
      } catch {
        let quotedText = quoted(text)
        throw GoFunctionError("x509: cannot parse URI \(quotedText): parse \(quotedText): \(error.message)")
      }
    }
  }
}
