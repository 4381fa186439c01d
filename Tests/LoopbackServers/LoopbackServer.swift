// Servers of the tests' own, as child processes on the loopback interface, which end with the tests.

public import Foundation

/// A Python program that listens on the loopback interface.
public final class LoopbackServer: Sendable {
  /// The ports it said it listens on, by what is behind each.
  public let ports: [String: Int]
  /// The directory it was given to work in.
  public let directory: URL
  /// The program reads this until its end, which comes with the end of this process at the latest.
  private let lifeline: FileHandle

  /// Starts a program of this folder in a directory of its own.
  ///
  /// - Parameters:
  ///   - script: The program's file name.
  ///   - directory: The directory to hand it.
  ///   - python: The program that interprets it.
  ///   - arguments: The arguments of that program in front of the script.
  ///   - extra: What follows the directory.
  /// - Throws: ``Unavailable`` if the program doesn't start.
  public init(
    script: String, directory: URL, python: String = "/usr/bin/env", arguments: [String] = ["python3"],
    extra: [String] = []
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = arguments + [Self.folder.appendingPathComponent(script).path, directory.path] + extra
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var text = Data()
    while !text.contains(0x0A) {
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { throw Unavailable(reason: "\(script) did not start: is python3 installed?") }
      text += more
    }
    self.directory = directory
    ports = try JSONDecoder().decode([String: Int].self, from: text)
    lifeline = input.fileHandleForWriting
  }

  deinit { try? lifeline.close() }

  /// The folder these programs lie in.
  public static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  /// A new directory that the system may clean up.
  public static func temporaryDirectory() throws -> URL {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("extsecret-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    return directory
  }

  /// The server that misbehaves, with its certificates; started by the first test that asks.
  public static let faulty = Result {
    let directory = try temporaryDirectory()
    let maker = Process()
    maker.executableURL = URL(fileURLWithPath: "/bin/sh")
    maker.arguments = [folder.appendingPathComponent("certificates.sh").path, directory.path]
    maker.standardOutput = FileHandle.nullDevice
    maker.standardError = FileHandle.nullDevice
    try maker.run()
    maker.waitUntilExit()
    guard maker.terminationStatus == 0 else { throw Unavailable(reason: "openssl made no certificates") }
    return try LoopbackServer(script: "faulty.py", directory: directory)
  }

  /// The port of what is called `name`.
  public func port(_ name: String) throws -> Int {
    guard let port = ports[name] else { throw Unavailable(reason: "no port \(name)") }
    return port
  }

  /// The bytes of a file in the server's directory.
  public func file(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: directory.appendingPathComponent(name)))
  }

  /// Why a server can't be had.
  public struct Unavailable: Error, CustomStringConvertible {
    /// The reason.
    public var reason: String

    /// A reason.
    public init(reason: String) {
      self.reason = reason
    }

    /// The reason.
    public var description: String { reason }
  }
}

extension LoopbackServer {
  /// The Python with moto in it, if this machine has one: see `script/servers/python`.
  public static let motoPython: String? = {
    let variables = ProcessInfo.processInfo.environment
    let cache = variables["XDG_CACHE_HOME"] ?? (variables["HOME"] ?? "") + "/.cache"
    let candidates = [variables["EXTSECRET_TEST_PYTHON"], cache + "/kubectl-extsecret/python-2/bin/python"]
    return candidates.compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// Starts an emulator of AWS behind a door that can be told to misbehave (`aws.py`).
  ///
  /// - Parameter seed: A file to fill it from.
  /// - Returns: The server; its ports are `door` and `moto`.
  /// - Throws: ``Unavailable`` where there is no moto.
  public static func aws(seed: URL? = nil) throws -> LoopbackServer {
    guard let motoPython else { throw Unavailable(reason: "moto is not installed") }
    let directory = try temporaryDirectory()
    return try LoopbackServer(
      script: "aws.py", directory: directory, python: motoPython, arguments: [], extra: seed.map { [$0.path] } ?? [])
  }
}
