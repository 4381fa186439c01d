// What lies in a directory, through something handed in.

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Something that lists directories.
public protocol DirectoryReader: Sendable {
  /// The names in a directory, sorted, each with whether it is a directory itself; nil if the path is no directory.
  ///
  /// - Parameter path: The directory.
  /// - Returns: The names, `.` and `..` left out.
  /// - Throws: ``FileError`` if it is one and can't be read.
  func entries(of path: String) throws(FileError) -> [DirectoryEntry]?
}

/// A name in a directory.
public struct DirectoryEntry: Sendable, Hashable {
  /// The name.
  public var name: String
  /// Whether it is a directory itself; a link to one is not.
  public var isDirectory: Bool

  /// A name in a directory.
  public init(name: String, isDirectory: Bool) {
    self.name = name
    self.isDirectory = isDirectory
  }
}

extension DiskFiles: DirectoryReader {
  /// The names in a directory of this machine.
  public func entries(of path: String) throws(FileError) -> [DirectoryEntry]? {
    guard Self.isDirectory(path, followingLinks: true) else { return nil }
    guard let directory = opendir(path) else {
      throw FileError(path: path, reason: .other(SystemFailure().reason))
    }
    defer { closedir(directory) }
    var entries: [DirectoryEntry] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name != ".", name != ".." else { continue }
      entries.append(
        DirectoryEntry(name: name, isDirectory: Self.isDirectory("\(path)/\(name)", followingLinks: false)))
    }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private static func isDirectory(_ path: String, followingLinks: Bool) -> Bool {
    var status = stat()
    return (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0
      && status.st_mode & S_IFMT == S_IFDIR
  }
}
