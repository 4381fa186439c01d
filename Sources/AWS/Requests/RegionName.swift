// What a region may be called: its name becomes part of the host to which signed requests go.

import Basics

/// The syntax of regions' names.
enum RegionName {
  /// Whether the text may name a region, known or not, by botocore's rule: it must be a label of a host's name.
  ///
  /// `^(?![0-9]+$)(?!-)[a-zA-Z0-9-]{,63}(?<!-)$`; nobody is asked for no region at all.
  static func isValid(_ text: String) -> Bool {
    let bytes = text.utf8
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let hyphen = UInt8(ascii: "-")
    return (1...63).contains(bytes.count) && !bytes.allSatisfy(digits.contains) && bytes.first != hyphen
      && bytes.last != hyphen
      && bytes.allSatisfy { byte in
        digits.contains(byte) || byte == hyphen
          || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      }
  }

  /// Refuses what can't be a region's name.
  ///
  /// - Parameters:
  ///   - text: The name.
  ///   - place: Where it stands, if that is known.
  /// - Throws: ``AWSError``, with the name and the place.
  static func check(_ text: String, from place: String?) throws(AWSError) {
    guard !isValid(text) else { return }
    let message = "\(place ?? "the region") must be a name like eu-west-1, not \(text.visible)"
    throw AWSError(.configuration(LocatedError(message)))
  }
}
