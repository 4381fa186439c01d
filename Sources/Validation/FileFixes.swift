// Mending files: only the stretches that fixes name are touched.

import Basics

/// Applies fixes to the text of a file.
public enum FileFixes {
  /// The text with the fixes of its findings in place, and how many there were.
  ///
  /// - Parameters:
  ///   - findings: Findings about this file.
  ///   - source: Its text.
  /// - Returns: The new text; comments and layout are what they were.
  public static func apply(_ findings: [Finding], to source: [UInt8]) -> (text: [UInt8], count: Int) {
    var text = source
    var end = Int.max
    var count = 0
    let fixes = findings.compactMap(\.fix).sorted { $0.range.start.offset > $1.range.start.offset }
    for fix in fixes {
      let (from, to) = (Int(fix.range.start.offset), Int(fix.range.end.offset))
      // Overlapping fixes would undo each other.
      guard from <= to, to <= min(end, text.count) else { continue }
      text.replaceSubrange(from..<to, with: fix.replacement.utf8)
      end = from
      count += 1
    }
    return (text, count)
  }
}
