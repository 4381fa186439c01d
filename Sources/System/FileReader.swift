// Reading files through something handed in, so that commands can be tested on files that are not there.

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Something that reads files.
public protocol FileReader: Sendable {
  /// The content of a file.
  ///
  /// - Parameters:
  ///   - path: The file, absolute or relative to the working directory.
  ///   - limit: The most bytes it may have.
  /// - Returns: All of its bytes.
  /// - Throws: ``FileError``.
  func contents(of path: String, limit: Int) throws(FileError) -> [UInt8]
}

/// Why a file couldn't be read.
public struct FileError: Error, Sendable, Hashable {
  /// The kinds of trouble that callers tell apart.
  public enum Reason: Sendable, Hashable {
    /// There is no such file.
    case missing
    /// It is a directory.
    case directory
    /// It is larger than the caller reads.
    case tooLarge(limit: Int)
    /// Anything else, in the system's words.
    case other(String)
  }

  /// The file.
  public var path: String
  /// What is wrong.
  public var reason: Reason

  /// An error about a file.
  public init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }
}

extension FileError: CustomStringConvertible {
  /// The reason in one sentence.
  public var description: String {
    switch reason {
    case .missing: "\(path): no such file"
    case .directory: "\(path): is a directory"
    case .tooLarge(let limit): "\(path): larger than \(limit) bytes"
    case .other(let reason): "\(path): \(reason)"
    }
  }
}

/// The files of this machine.
public struct DiskFiles: FileReader {
  /// The one way to make one.
  public init() {}

  /// The content of a file; pipes and devices such as `/dev/stdin` are read to their end.
  public func contents(of path: String, limit: Int) throws(FileError) -> [UInt8] {
    var descriptor = open(path, O_RDONLY | O_CLOEXEC)
    while descriptor < 0, errno == EINTR { descriptor = open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw FileError(path: path, reason: .directory) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(limit, max(0, Int(status.st_size))))
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path) }
      guard count > 0 else { return bytes }
      guard bytes.count + count <= limit else { throw FileError(path: path, reason: .tooLarge(limit: limit)) }
      bytes += buffer.prefix(count)
    }
  }

  private func failure(_ path: String) -> FileError {
    switch errno {
    case ENOENT, ENOTDIR: FileError(path: path, reason: .missing)
    case EISDIR: FileError(path: path, reason: .directory)
    default: FileError(path: path, reason: .other(SystemFailure().reason))
    }
  }
}
