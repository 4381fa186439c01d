// As much XML as STS answers with: elements and text. No document types, no entities but the five predefined ones.

/// An element of an XML document.
struct XMLElement: Equatable {
  /// The element's name, without a namespace's prefix.
  var name: String
  /// The text directly in it.
  var text = ""
  /// The elements in it.
  var children: [XMLElement] = []

  /// The first element at the end of a path of names.
  func first(_ path: String...) -> XMLElement? {
    path.reduce(self as XMLElement?) { element, name in element?.children.first { $0.name == name } }
  }

  private static let depthLimit = 32

  /// Reads a document; nil for anything that isn't one.
  init?(_ bytes: [UInt8]) {
    // The elements that are open, the outermost first, under one that stands for the document.
    var open = [XMLElement(name: "")]
    var rest = bytes[...]
    while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
      guard let text = Self.unescaped(rest[..<start]) else { return nil }
      open[open.count - 1].text += text
      rest = rest[start...].dropFirst()
      if rest.starts(with: "!--".utf8) {
        guard let end = rest.firstRange(of: Array("-->".utf8)) else { return nil }
        rest = rest[end.upperBound...]
        continue
      }
      guard let end = rest.firstIndex(of: UInt8(ascii: ">")), let first = rest.first else { return nil }
      let tag = rest[..<end]
      rest = rest[end...].dropFirst()
      switch first {
      case UInt8(ascii: "?"): continue
      // DOCTYPE, CDATA: STS has neither.
      case UInt8(ascii: "!"): return nil
      case UInt8(ascii: "/"):
        guard open.count > 1, let closed = open.popLast(), closed.name == Self.name(tag.dropFirst()) else { return nil }
        open[open.count - 1].children.append(closed)
      default:
        let element = XMLElement(name: Self.name(tag))
        guard !element.name.isEmpty, open.count < Self.depthLimit else { return nil }
        if tag.last == UInt8(ascii: "/") { open[open.count - 1].children.append(element) } else { open.append(element) }
      }
    }
    guard open.count == 1, open[0].children.count == 1 else { return nil }
    self = open[0].children[0]
  }

  private init(name: String) { self.name = name }

  private static func name(_ tag: ArraySlice<UInt8>) -> String {
    let name = tag.prefix { $0 > 0x20 && $0 != UInt8(ascii: "/") }
    return String(decoding: name, as: UTF8.self).split(separator: ":").last.map(String.init) ?? ""
  }

  private static let entities = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'"]

  private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var output = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "&") {
      guard let end = rest[start...].firstIndex(of: ";") else { return nil }
      output += rest[..<start]
      let name = rest[rest.index(after: start)..<end]
      if let entity = entities[String(name)] {
        output += entity
      } else {
        let digits = name.hasPrefix("#x") ? name.dropFirst(2) : name.dropFirst()
        guard name.hasPrefix("#"), let code = UInt32(digits, radix: name.hasPrefix("#x") ? 16 : 10),
          let scalar = Unicode.Scalar(code)
        else { return nil }
        output.unicodeScalars.append(scalar)
      }
      rest = rest[rest.index(after: end)...]
    }
    return output + rest
  }
}

extension ArraySlice<UInt8> {
  fileprivate func firstRange(of pattern: [UInt8]) -> Range<Int>? {
    guard count >= pattern.count else { return nil }
    let start = (startIndex...(endIndex - pattern.count)).first { self[$0...].starts(with: pattern) }
    return start.map { $0..<($0 + pattern.count) }
  }
}
