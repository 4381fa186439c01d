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

  @Test("A missing file and a directory are told apart from other trouble")
  func reasons() {
    #expect(throws: FileError(path: "/nowhere/x", reason: .missing)) {
      try DiskFiles().contents(of: "/nowhere/x", limit: 10)
    }
    #expect(throws: FileError(path: "/", reason: .directory)) { try DiskFiles().contents(of: "/", limit: 10) }
  }
}
