import System

/// Files that are not on disk.
struct MemoryFiles: FileReader {
  var texts: [String: String]

  func contents(of path: String, limit: Int) throws(FileError) -> [UInt8] {
    guard let text = texts[path] else { throw FileError(path: path, reason: .missing) }
    return Array(text.utf8)
  }
}
