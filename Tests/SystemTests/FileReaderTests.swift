import Foundation
import System
import Testing

@Suite("Reading files")
struct FileReaderTests {
  @Test("A file is read whole, up to the limit and not a byte beyond")
  func limit() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("file-reader-\(UUID().uuidString)")
    let bytes = [UInt8](repeating: 7, count: 100_000)
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    #expect(try DiskFiles().contents(of: file.path, limit: 100_000) == bytes)
    #expect(throws: FileError(path: file.path, reason: .tooLarge(limit: 99_999))) {
      try DiskFiles().contents(of: file.path, limit: 99_999)
    }
  }

  @Test("A link to a directory is no directory in a listing, and its own listing is that of the directory")
  func links() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("listing-\(UUID().uuidString)")
    let inner = folder.appendingPathComponent("inner")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createSymbolicLink(at: inner.appendingPathComponent("loop"), withDestinationURL: folder)
    #expect(try DiskFiles().entries(of: folder.path) == [DirectoryEntry(name: "inner", isDirectory: true)])
    #expect(try DiskFiles().entries(of: inner.path) == [DirectoryEntry(name: "loop", isDirectory: false)])
    #expect(
      try DiskFiles().entries(of: inner.appendingPathComponent("loop").path)
        == [DirectoryEntry(name: "inner", isDirectory: true)])
  }

  @Test("A missing file and a directory are told apart from other trouble")
  func reasons() {
    #expect(throws: FileError(path: "/nowhere/x", reason: .missing)) {
      try DiskFiles().contents(of: "/nowhere/x", limit: 10)
    }
    #expect(throws: FileError(path: "/", reason: .directory)) { try DiskFiles().contents(of: "/", limit: 10) }
  }
}
