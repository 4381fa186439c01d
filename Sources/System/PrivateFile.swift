// Replacing a file that only its owner may read, so that nobody ever sees half of it.

public import Basics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// A file that only its owner may read.
public enum PrivateFile {
  /// Replaces the content of a file, whole or not at all.
  ///
  /// - Parameters:
  ///   - path: The file. Its directory must exist.
  ///   - content: The new content.
  /// - Throws: ``FileError``; the file is then as it was.
  public static func replace(_ path: String, with content: SecretBytes) throws(FileError) {
    var template = Array("\(path).XXXXXX".utf8CString)
    // Made with mode 0600, under a name nobody else has.
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw failure(path) }
    let isWritten = content.withBytes { buffer in
      var rest = UnsafeRawBufferPointer(buffer)
      while !rest.isEmpty {
        #if canImport(Glibc)
          let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        #else
          let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
        #endif
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
      return fsync(descriptor) == 0
    }
    let isClosed = close(descriptor) == 0
    guard isWritten, isClosed, rename(template, path) == 0 else {
      let failure = failure(path)
      unlink(template)
      throw failure
    }
  }

  private static func failure(_ path: String) -> FileError {
    FileError(path: path, reason: .other(SystemFailure().reason))
  }
}
