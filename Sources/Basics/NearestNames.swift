// "Did you mean": the names that a mistyped one is closest to.

extension Sequence<String> {
  /// The names in this sequence that are likely meant by `name`, the likeliest first.
  ///
  /// A name is near if it takes few edits (a letter added, removed, changed, or two neighbours swapped; a third of the
  /// name's length at most), or if one of the two contains the other.
  ///
  /// - Parameters:
  ///   - name: What was written.
  ///   - limit: How many names are wanted at most.
  /// - Returns: The near names; those equally near in alphabetical order.
  public func nearest(to name: String, limit: Int = 3) -> [String] {
    let wanted = Array(name.lowercased().utf8)
    let tolerance = Swift.max(1, wanted.count / 3)
    let ranked = Set(self).compactMap { candidate -> (distance: Int, name: String)? in
      let bytes = Array(candidate.lowercased().utf8)
      // Far longer texts can't be near, and comparing is quadratic.
      guard bytes.count <= 1024, wanted.count <= 1024 else { return nil }
      let distance = abs(bytes.count - wanted.count) > tolerance ? Int.max : editDistance(wanted, bytes)
      if distance <= tolerance { return (distance, candidate) }
      let hasPart = wanted.count >= 3 && bytes.count >= 3 && (isPart(wanted, of: bytes) || isPart(bytes, of: wanted))
      return hasPart ? (tolerance + abs(bytes.count - wanted.count), candidate) : nil
    }
    return ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(limit).map { $0.name }
  }
}

/// The edits from one text to another (optimal string alignment).
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for row in 0..<left.count {
    var current = [row + 1]
    current.reserveCapacity(right.count + 1)
    for column in 0..<right.count {
      let substitution = last[column] + (left[row] == right[column] ? 0 : 1)
      var best = Swift.min(substitution, last[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        best = Swift.min(best, beforeLast[column - 1] + 1)
      }
      current.append(best)
    }
    beforeLast = last
    last = current
  }
  return last.last ?? 0
}

private func isPart(_ part: [UInt8], of text: [UInt8]) -> Bool {
  guard part.count <= text.count else { return false }
  return (0...(text.count - part.count)).contains { text[$0..<($0 + part.count)].elementsEqual(part) }
}
