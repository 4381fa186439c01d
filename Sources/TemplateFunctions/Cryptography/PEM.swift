// PEM as Go's encoding/pem reads and writes it: which blocks it finds, which it passes over, and what is left after each.

internal import Basics

/// One PEM block.
struct PEMBlock: Equatable, Sendable {
  /// What stands after `BEGIN`.
  var type: [UInt8]
  /// The headers, by name, later ones of a name winning.
  var headers: [[UInt8]: [UInt8]] = [:]
  /// The decoded content.
  var bytes: [UInt8]

  /// A block without headers.
  init(type: String, bytes: [UInt8]) {
    self.type = Array(type.utf8)
    self.bytes = bytes
  }

  private init(type: [UInt8], headers: [[UInt8]: [UInt8]], bytes: [UInt8]) {
    self.type = type
    self.headers = headers
    self.bytes = bytes
  }

  /// The block as text, or nil if a header's name has a colon in it.
  var text: [UInt8] {
    var output = Array("-----BEGIN ".utf8) + type + Array("-----\n".utf8)
    if !headers.isEmpty {
      let processType = Array("Proc-Type".utf8)
      let names = headers.keys.sorted { left, right in
        // RFC 1421 wants Proc-Type first.
        left == processType || (right != processType && left.lexicographicallyPrecedes(right))
      }
      for name in names { output += name + Array(": ".utf8) + (headers[name] ?? []) + [Self.newline] }
      output.append(Self.newline)
    }
    var base64 = Array(Base64.standard.encode(bytes).utf8)[...]
    while !base64.isEmpty {
      output += base64.prefix(64) + [Self.newline]
      base64 = base64.dropFirst(64)
    }
    return output + Array("-----END ".utf8) + type + Array("-----\n".utf8)
  }

  private static let newline = UInt8(ascii: "\n")
  private static let begin = Array("-----BEGIN ".utf8)
  private static let end = Array("\n-----END ".utf8)
  private static let dashes = Array("-----".utf8)

  /// The first block of `data` and what follows it; nil and all of `data` where there is none.
  ///
  /// The rules are those of Go 1.26: a block runs from the last `BEGIN` line before an `END` line; where the two don't
  /// match, or the content is not Base64, the search goes on after that `END`.
  static func decode(_ data: ArraySlice<UInt8>) -> (block: PEMBlock?, rest: ArraySlice<UInt8>) {
    var searched = data
    while let endLine = searched.firstIndex(of: end) {
      let afterEnd = endLine + end.count
      defer { searched = searched[afterEnd...] }
      guard let beginLine = searched[..<endLine].lastIndex(of: begin),
        beginLine == searched.startIndex || data[beginLine - 1] == newline
      else { continue }
      var rest = searched[(beginLine + begin.count)...]
      let typeLine = takeLine(&rest)
      guard typeLine.ends(with: dashes) else { continue }
      let type = typeLine.dropLast(dashes.count)

      var headers: [[UInt8]: [UInt8]] = [:]
      while true {
        if rest.isEmpty { return (nil, data) }
        var following = rest
        let line = takeLine(&following)
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { break }
        headers[trim(line[..<colon])] = trim(line[(colon + 1)...])
        rest = following
      }
      // Headers are set off by a line of their own: then the content can't begin beyond the END line.
      guard headers.isEmpty || rest.startIndex <= endLine else { continue }

      let trailer = searched[afterEnd...]
      guard trailer.starts(with: type), trailer.dropFirst(type.count).starts(with: dashes) else { continue }
      var afterTrailer = trailer.dropFirst(type.count + dashes.count)
      guard takeLine(&afterTrailer).isEmpty else { continue }

      // Where there is no content at all, the END line's own line feed was taken with the BEGIN line.
      let content = rest.startIndex < endLine ? rest[..<endLine] : []
      guard let bytes = Base64.standard.decode(content.filter { $0 != 0x20 && $0 != 0x09 }) else { continue }
      return (PEMBlock(type: Array(type), headers: headers, bytes: bytes), afterTrailer)
    }
    return (nil, data)
  }

  /// The first block of `data`.
  static func first(in data: [UInt8]) -> PEMBlock? { decode(data[...]).block }

  /// A line without its end, trailing spaces and tabs; `data` goes on after it.
  private static func takeLine(_ data: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = data
    if let feed = data.firstIndex(of: newline) {
      line = data[..<feed]
      if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
      data = data[(feed + 1)...]
    } else {
      data = data[data.endIndex...]
    }
    while let last = line.last, last == 0x20 || last == 0x09 { line = line.dropLast() }
    return line
  }

  private static func trim(_ text: ArraySlice<UInt8>) -> [UInt8] {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    var text = text.drop(while: isSpace)
    while let last = text.last, isSpace(last) { text = text.dropLast() }
    return Array(text)
  }
}

extension ArraySlice<UInt8> {
  /// Where `needle` first stands.
  func firstIndex(of needle: [UInt8]) -> Int? {
    guard let first = needle.first, count >= needle.count else { return nil }
    var index = startIndex
    let last = endIndex - needle.count
    while index <= last {
      if self[index] == first, self[index..<(index + needle.count)].elementsEqual(needle) { return index }
      index += 1
    }
    return nil
  }

  /// Where `needle` last stands.
  func lastIndex(of needle: [UInt8]) -> Int? {
    guard count >= needle.count else { return nil }
    return (startIndex...(endIndex - needle.count)).last { self[$0..<($0 + needle.count)].elementsEqual(needle) }
  }

  /// Whether the last elements are these.
  func ends(with suffix: [UInt8]) -> Bool { count >= suffix.count && self.suffix(suffix.count).elementsEqual(suffix) }
}
