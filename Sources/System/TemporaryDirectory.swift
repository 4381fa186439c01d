// A directory for files that another program reads and nobody keeps.

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// A directory of this process's own, readable by nobody else.
public struct TemporaryDirectory: Sendable {
  /// Its path.
  public let path: String

  /// Makes a directory below `parent`.
  public init(in parent: String) throws(FileError) {
    var template = Array("\(parent)/kubectl-extsecret-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw FileError(path: parent, reason: .other(SystemFailure().reason))
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Makes a directory in it.
  ///
  /// - Parameter name: Its name.
  /// - Returns: Its path.
  /// - Throws: ``FileError``.
  public func makeDirectory(_ name: String) throws(FileError) -> String {
    let child = "\(path)/\(name)"
    guard mkdir(child, 0o700) == 0 else { throw FileError(path: child, reason: .other(SystemFailure().reason)) }
    return child
  }

  /// Writes a file.
  ///
  /// - Parameters:
  ///   - text: Its text.
  ///   - path: Its path.
  /// - Throws: ``FileError``.
  public func write(_ text: String, to path: String) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileError(path: path, reason: .other(SystemFailure().reason)) }
    defer { close(descriptor) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      #if canImport(Glibc)
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      #else
        let count = rest.withUnsafeBytes { Darwin.write(descriptor, $0.baseAddress, $0.count) }
      #endif
      guard count > 0 else { throw FileError(path: path, reason: .other(SystemFailure().reason)) }
      rest = rest.dropFirst(count)
    }
  }

  /// Removes it with all that is in it.
  public func remove() { Self.remove(path) }

  private static func remove(_ path: String) {
    for entry in (try? DiskFiles().entries(of: path)) ?? [] {
      let child = "\(path)/\(entry.name)"
      if entry.isDirectory { remove(child) } else { unlink(child) }
    }
    rmdir(path)
  }
}
