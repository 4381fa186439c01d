import Arguments
import Basics
import Commands
import Foundation
import HTTP
import Synchronization
import System

/// A command run in this process, in a world of the test's own.
struct CommandRun: Sendable {
  let output: String
  let errors: String
  let code: Int32
  /// The files that were written.
  let written: [String: String]

  /// Files in memory; no directory is there.
  struct Files: FileReader, DirectoryReader {
    var contents: [String: String]

    func contents(of path: String, limit: Int) throws(FileError) -> [UInt8] {
      guard let text = contents[path] else { throw FileError(path: path, reason: .missing) }
      return Array(text.utf8)
    }

    func entries(of path: String) throws(FileError) -> [DirectoryEntry]? {
      nil
    }
  }

  /// No network: whoever asks for it fails.
  private struct NoTransport: HTTPTransport {
    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
      throw HTTPError(.invalidRequest("a test without network"), server: request.url)
    }

    func stream(_ request: HTTPRequest) async throws(HTTPError) -> HTTPStream {
      throw HTTPError(.invalidRequest("a test without network"), server: request.url)
    }
  }

  private final class Record: Sendable {
    let output = Mutex<[UInt8]>([])
    let errors = Mutex<[UInt8]>([])
    let written = Mutex<[String: String]>([:])
    let answers: Mutex<[String]>

    init(answers: [String]) { self.answers = Mutex(answers) }
  }

  /// Runs a command line.
  ///
  /// - Parameters:
  ///   - words: The words after the program's name.
  ///   - files: The files there are.
  ///   - answers: What a person at the terminal types, line by line; nil where there is no terminal.
  init(_ words: [String], files: [String: String] = [:], answers: [String]? = nil) async {
    let record = Record(answers: answers ?? [])
    var environment = Environment(
      variables: ["HOME": "/nonexistent"], files: Files(contents: files),
      standardInput: { () throws(FileError) in Array((files["-"] ?? "").utf8) },
      output: { bytes in record.output.withLock { $0 += bytes } },
      errorOutput: { bytes in record.errors.withLock { $0 += bytes } },
      terminal: .init(isInputInteractive: answers != nil, isErrorInteractive: false),
      now: { Timestamp(seconds: 1_700_000_000) }, randomBytes: { [UInt8](repeating: 7, count: $0) },
      transport: { _ in NoTransport() })
    environment.writeFile = { path, bytes throws(FileError) in
      record.written.withLock { $0[path] = String(decoding: bytes, as: UTF8.self) }
    }
    environment.makeDirectory = { _ throws(FileError) in }
    environment.readLine = { record.answers.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
    code = await Program.run(words, in: environment)
    output = String(decoding: record.output.withLock { $0 }, as: UTF8.self)
    errors = String(decoding: record.errors.withLock { $0 }, as: UTF8.self)
    written = record.written.withLock { $0 }
  }
}
