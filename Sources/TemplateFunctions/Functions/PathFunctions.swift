// Paths with slashes. Sprig has each function twice, for URLs and for files; on Linux, where the controller runs, they are
// the same but for one empty case.

internal import GoTemplate

/// Paths.
enum PathFunctions {
  static let table: [String: GoFunction] = [
    "base": .string { GoPath.base($0) },
    "dir": .string { GoPath.directory($0) },
    "clean": .string { GoPath.clean($0) },
    "ext": .string { GoPath.fileExtension($0) },
    "isAbs": GoFunction([.string]) { arguments, _ in .bool(GoPath.isAbsolute(arguments.string(0))) },
    "osBase": .string { GoPath.base($0) },
    "osDir": .string { GoPath.directory($0) },
    "osClean": .string { GoPath.clean($0) },
    "osExt": .string { GoPath.fileExtension($0) },
    "osIsAbs": GoFunction([.string]) { arguments, _ in .bool(GoPath.isAbsolute(arguments.string(0))) },
  ]
}

/// Go's package `path`.
enum GoPath {
  private static let slash = UInt8(ascii: "/")
  private static let dot = UInt8(ascii: ".")

  /// The last element; `.` of nothing, `/` of slashes.
  static func base(_ path: [UInt8]) -> [UInt8] {
    guard !path.isEmpty else { return [dot] }
    guard let end = path.lastIndex(where: { $0 != slash }) else { return [slash] }
    let start = path[...end].lastIndex(of: slash).map { $0 + 1 } ?? 0
    return Array(path[start...end])
  }

  /// All but the last element, cleaned.
  static func directory(_ path: [UInt8]) -> [UInt8] {
    clean(path.lastIndex(of: slash).map { Array(path[...$0]) } ?? [])
  }

  /// The last element from its last dot on.
  static func fileExtension(_ path: [UInt8]) -> [UInt8] {
    let start = path.lastIndex(of: slash).map { $0 + 1 } ?? 0
    return path[start...].lastIndex(of: dot).map { Array(path[$0...]) } ?? []
  }

  /// Whether it begins with a slash.
  static func isAbsolute(_ path: [UInt8]) -> Bool { path.first == slash }

  /// The shortest path that means the same, by the text alone.
  static func clean(_ path: [UInt8]) -> [UInt8] {
    guard !path.isEmpty else { return [dot] }
    var elements: [ArraySlice<UInt8>] = []
    for element in path.split(separator: slash) where !element.elementsEqual([dot]) {
      let goesUp = element.elementsEqual([dot, dot])
      if goesUp, let last = elements.last, !last.elementsEqual([dot, dot]) {
        elements.removeLast()
      } else if !(goesUp && isAbsolute(path)) {
        elements.append(element)
      }
    }
    let joined = Array(elements.joined(separator: [slash]))
    if isAbsolute(path) { return [slash] + joined }
    return joined.isEmpty ? [dot] : joined
  }
}
