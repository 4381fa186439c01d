// `*` and `?` in names and in queries.

/// Whether `text` matches `pattern`, where `*` stands for anything, `?` for one character, and `\` escapes.
///
/// The time is bounded by the product of the lengths; gjson gives very long matches up instead, as not matching.
func wildcardMatches(_ text: [UInt8], pattern: [UInt8]) -> Bool {
  let characters = String(decoding: text, as: UTF8.self).unicodeScalars.map(Optional.some)
  guard let tokens = wildcardTokens(String(decoding: pattern, as: UTF8.self)) else { return false }
  // The last star met, and the character it is tried to reach up to: enough to backtrack to, as it may take anything.
  var star: (token: Int, character: Int)?
  var token = 0
  var character = 0
  while character < characters.count {
    if token < tokens.count, tokens[token].isStar {
      star = (token, character)
      token += 1
    } else if token < tokens.count, tokens[token].scalar == nil || tokens[token].scalar == characters[character] {
      token += 1
      character += 1
    } else if let last = star {
      star = (last.token, last.character + 1)
      token = last.token + 1
      character = last.character + 1
    } else {
      return false
    }
  }
  return tokens[token...].allSatisfy(\.isStar)
}

/// One element of a pattern: a star, any one character (no scalar), or a character.
private struct WildcardToken {
  var isStar = false
  var scalar: Unicode.Scalar?
}

/// The elements of a pattern; nil for one that matches nothing, because it ends in the middle of an escape.
private func wildcardTokens(_ pattern: String) -> [WildcardToken]? {
  var tokens: [WildcardToken] = []
  var isEscaped = false
  for scalar in pattern.unicodeScalars {
    switch scalar {
    case "\\" where !isEscaped:
      isEscaped = true
      continue
    case "*" where !isEscaped: tokens.append(WildcardToken(isStar: true))
    case "?" where !isEscaped: tokens.append(WildcardToken())
    default: tokens.append(WildcardToken(scalar: scalar))
    }
    isEscaped = false
  }
  // Behind a star gjson compares the end of the text first, and there a last backslash stands for itself.
  if isEscaped {
    guard tokens.contains(where: \.isStar) else { return nil }
    tokens.append(WildcardToken(scalar: "\\"))
  }
  return tokens
}
