// Replacing a file as a whole, or not at all.

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

extension DiskFiles {
  /// Replaces the content of a file: a reader sees the old or the new, and a failure leaves the old.
  ///
  /// - Parameters:
  ///   - path: The file; its permissions stay.
  ///   - bytes: The new content.
  /// - Throws: ``FileError``.
  public static func replace(_ path: String, with bytes: [UInt8]) throws(FileError) {
    var status = stat()
    let mode = stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0o644
    var template = Array("\(path).XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw FileError(path: path, reason: .other(SystemFailure().reason)) }
    let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var rest = bytes[...]
    while !rest.isEmpty {
      #if canImport(Glibc)
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      #else
        let count = rest.withUnsafeBytes { Darwin.write(descriptor, $0.baseAddress, $0.count) }
      #endif
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      rest = rest.dropFirst(count)
    }
    let isWritten = rest.isEmpty && fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0
    let failure = SystemFailure()
    close(descriptor)
    guard isWritten, rename(temporary, path) == 0 else {
      let reason = isWritten ? SystemFailure().reason : failure.reason
      unlink(temporary)
      throw FileError(path: path, reason: .other(reason))
    }
  }

  /// Makes a directory, and those above it that aren't there.
  ///
  /// - Parameter path: The directory; that it is there already is no error.
  /// - Throws: ``FileError``.
  public static func makeDirectory(_ path: String) throws(FileError) {
    var ancestors: [String] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      ancestors.append(ancestors.last.map { "\($0)/\(part)" } ?? String(part))
    }
    for ancestor in ancestors where !ancestor.isEmpty {
      guard mkdir(ancestor, 0o755) != 0 else { continue }
      var status = stat()
      let failure = SystemFailure()
      guard stat(ancestor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw FileError(path: ancestor, reason: .other(failure.reason))
      }
    }
  }
}
