// A text and its lines, counted as libyaml counts them.

internal import Basics

/// A text with the places where its lines begin.
struct SourceText: Sendable {
  let bytes: [UInt8]
  /// The offset of each line's first byte, that of the first behind a byte order mark.
  ///
  /// YAML 1.1 breaks lines at CR, LF, CRLF, NEL, LS and PS.
  let lineStarts: [Int]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // A byte order mark is no part of the text, as Go's reader has it.
    var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var starts = [index]
    while index < bytes.count {
      let length = SourceText.breakLength(bytes, at: index)
      index += max(length, 1)
      if length > 0 { starts.append(index) }
    }
    self.lineStarts = starts
  }

  /// The number of bytes of the line break at `index`; zero if there is none.
  private static func breakLength(_ bytes: [UInt8], at index: Int) -> Int {
    func byte(_ distance: Int) -> UInt8 { index + distance < bytes.count ? bytes[index + distance] : 0 }
    switch bytes[index] {
    case 0x0A: return 1
    case 0x0D: return byte(1) == 0x0A ? 2 : 1
    case 0xC2: return byte(1) == 0x85 ? 2 : 0
    case 0xE2: return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
    default: return 0
    }
  }

  /// The mark of a line and a column, both counted from 0, the column in code points.
  func mark(line: Int, column: Int) -> SourceMark {
    guard line < lineStarts.count else {
      return SourceMark(line: lineStarts.count, column: column + 1, offset: bytes.count)
    }
    var offset = lineStarts[line]
    for _ in 0..<column {
      guard offset < bytes.count else { break }
      offset += 1
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
    }
    return SourceMark(line: line + 1, column: column + 1, offset: offset)
  }

  /// The mark of a byte offset.
  func mark(offset: Int) -> SourceMark {
    let offset = min(offset, bytes.count)
    let line = self.line(of: offset)
    let column = bytes[lineStarts[line]..<offset].reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) }
    return SourceMark(line: line + 1, column: column + 1, offset: offset)
  }

  /// The line, counted from 0, in which a byte stands.
  func line(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// A line's bytes without its break; empty behind the last.
  func line(_ index: Int) -> ArraySlice<UInt8> {
    guard lineStarts.indices.contains(index) else { return [] }
    let end = index + 1 < lineStarts.count ? lineStarts[index + 1] : bytes.count
    var line = bytes[lineStarts[index]..<end]
    while let last = line.last, last == 0x0A || last == 0x0D { line.removeLast() }
    return line
  }

  /// Whether a line, counted from 0, separates documents.
  func isSeparator(_ index: Int) -> Bool {
    let line = line(index)
    guard line.starts(with: "---".utf8) else { return false }
    return line.count == 3 || line[line.startIndex + 3] == 0x20 || line[line.startIndex + 3] == 0x09
  }

  /// The offset of the first separator line that begins after `offset`.
  func documentStart(after offset: Int) -> Int? {
    var index = line(of: offset) + 1
    while index < lineStarts.count {
      if isSeparator(index) { return lineStarts[index] }
      index += 1
    }
    return nil
  }
}
