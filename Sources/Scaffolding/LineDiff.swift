// What applying a manifest changes, line by line.

/// The difference of two texts.
public enum LineDiff {
  /// The lines of `new`, `+ ` before those that are added, `- ` before those taken away, with some context.
  ///
  /// - Parameters:
  ///   - old: The text before.
  ///   - new: The text after.
  ///   - context: How many equal lines stand around a change.
  /// - Returns: The lines; none where the texts are equal.
  public static func lines(_ old: String, _ new: String, context: Int = 3) -> [String] {
    let (before, after) = (split(old), split(new))
    let difference = after.difference(from: before)
    guard !difference.isEmpty else { return [] }
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var all: [(mark: String, text: Substring)] = []
    var (left, right) = (0, 0)
    while left < before.count || right < after.count {
      if removed.contains(left) {
        all.append(("- ", before[left]))
        left += 1
      } else if inserted.contains(right) {
        all.append(("+ ", after[right]))
        right += 1
      } else if right < after.count {
        all.append(("  ", after[right]))
        left += 1
        right += 1
      } else {
        break
      }
    }
    var shown: Set<Int> = []
    for index in all.indices where all[index].mark != "  " {
      shown.formUnion(max(0, index - context)...min(all.count - 1, index + context))
    }
    var lines: [String] = []
    var last = -1
    for index in shown.sorted() {
      if last >= 0, index > last + 1 { lines.append("  …") }
      lines.append(all[index].mark + all[index].text)
      last = index
    }
    return lines
  }

  private static func split(_ text: String) -> [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    return lines
  }
}
