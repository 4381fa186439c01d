// Header fields, in their order, looked up as HTTP compares their names.

/// The header fields of a request or a response.
public struct HTTPHeaders: Sendable, Hashable {
  /// One header field.
  public struct Field: Sendable, Hashable {
    /// The field's name, spelled as it was given or received.
    public var name: String
    /// The field's value, without the white space around it.
    public var value: String

    /// A header field.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The fields in their order; a name may stand several times.
  public var fields: [Field]

  /// Header fields in the given order.
  public init(_ fields: [Field] = []) {
    self.fields = fields
  }

  /// The value of the first field of that name, in any case of letters.
  ///
  /// Setting replaces all fields of the name by one; setting nil removes them.
  public subscript(name: String) -> String? {
    get { fields.first { $0.name.isHeaderName(name) }?.value }
    set {
      let index = fields.firstIndex { $0.name.isHeaderName(name) }
      fields.removeAll { $0.name.isHeaderName(name) }
      guard let newValue else { return }
      fields.insert(Field(name, newValue), at: index ?? fields.endIndex)
    }
  }

  /// Adds a field after the others, whether or not the name is there already.
  public mutating func append(_ name: String, _ value: String) {
    fields.append(Field(name, value))
  }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
  /// Header fields in the order of the literal.
  public init(dictionaryLiteral fields: (String, String)...) {
    self.init(fields.map { Field($0.0, $0.1) })
  }
}

extension String {
  /// Whether this is the header name `other`, ASCII letters compared without their case.
  fileprivate func isHeaderName(_ other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8) { $0.asciiLowercased == $1.asciiLowercased }
  }
}

extension UInt8 {
  /// The lower-case form of an ASCII letter; every other byte as it is.
  var asciiLowercased: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }
}
