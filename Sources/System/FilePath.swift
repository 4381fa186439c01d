// Paths as text. Nothing here looks at a file.

/// Arithmetic on the paths of files.
public enum FilePath {
  /// The directory part of a path: `/a/b` of `/a/b/c`, `.` of `c`.
  public static func directory(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path: `c` of `/a/b/c`.
  public static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// Whether a path begins at the root.
  public static func isAbsolute(_ path: String) -> Bool { path.utf8.first == UInt8(ascii: "/") }

  /// A path, taken relative to the directory in which `file` lies.
  public static func resolve(_ path: String, inDirectoryOf file: String) -> String {
    if isAbsolute(path) { return path }
    let directory = directory(of: file)
    return directory == "." ? path : directory == "/" ? "/" + path : "\(directory)/\(path)"
  }
}
