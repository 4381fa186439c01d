// Splitting a command line into words, for `credential_process` and for names in quotes.

/// Text split as a POSIX shell splits it, without any expansion (Python's `shlex.split`, which the AWS CLI uses).
enum ShellWords {
  private static let separators: Set<Character> = [" ", "\t", "\n", "\r", "\r\n"]

  /// The words of `text`; nil where a quotation is not closed.
  static func split(_ text: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        // In double quotes a backslash is itself before anything but a quote and a backslash.
        if quote == "\"", character != "\"", character != "\\" { word = (word ?? "") + "\\" }
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if separators.contains(character) {
        if let finished = word { words.append(finished) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    guard quote == nil, !isEscaped else { return nil }
    if let word { words.append(word) }
    return words
  }
}
