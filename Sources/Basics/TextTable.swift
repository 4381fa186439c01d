// Tables as kubectl prints them: columns as wide as their widest cell, three spaces between, no rulers.

/// A table of text.
public struct TextTable: Sendable {
  /// The heading of each column.
  public var columns: [String]
  /// The cells of each row, in the order of the columns; a missing one is empty.
  public var rows: [[String]]

  /// A table without rows, unless some are given.
  public init(columns: [String], rows: [[String]] = []) {
    self.columns = columns
    self.rows = rows
  }

  /// The lines of the table, the headings first.
  ///
  /// - Parameters:
  ///   - width: The most columns of a terminal a line may take; the last cell is cut to fit. Nil sets no limit.
  ///   - isWithoutHeadings: Whether the headings are left out.
  /// - Returns: The lines, without spaces at their ends.
  public func lines(width: Int? = nil, isWithoutHeadings: Bool = false) -> [String] {
    let all = (isWithoutHeadings ? [] : [columns]) + rows
    let widths = columns.indices.map { column in
      all.map { column < $0.count ? $0[column].displayWidth : 0 }.max() ?? 0
    }
    return all.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell
        guard column < row.count - 1, column < widths.count else { break }
        line += String(repeating: " ", count: widths[column] - cell.displayWidth + 3)
      }
      while line.last == " " { line.removeLast() }
      guard let width, width > 1, line.displayWidth > width else { return line }
      return String(line.prefix(width - 1)) + "…"
    }
  }
}

extension String {
  /// The columns of a terminal the text takes, as far as that can be told without a table of Unicode's widths.
  ///
  /// Sequences that set a colour take none.
  public var displayWidth: Int {
    var count = 0
    var isEscape = false
    for character in self {
      if isEscape {
        isEscape = character != "m"
      } else if character == "\u{1B}" {
        isEscape = true
      } else {
        count += 1
      }
    }
    return count
  }
}
