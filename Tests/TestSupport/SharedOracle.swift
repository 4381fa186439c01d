// The optional shared oracle folder: recorded answers of the real controller, beside the checkout.

public import Basics
public import Foundation

/// Finds and reads the folder `shared` beside the checkout, or beside one of the folders it is in.
public enum SharedOracle {
  /// The folder; nil if there is none, so that a clone of the project alone passes its tests.
  public static let folder: URL? = {
    var parent = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    while parent.path != "/" {
      let candidate = parent.appendingPathComponent("shared")
      if FileManager.default.fileExists(atPath: candidate.appendingPathComponent("vectors").path) { return candidate }
      parent = parent.deletingLastPathComponent()
    }
    return nil
  }()

  /// Whether the folder is there.
  public static var isPresent: Bool { folder != nil }

  /// What a skipped test says.
  public static let absence = "the optional shared oracle folder is not beside the checkout (../shared)"

  /// The bytes of a file of the folder.
  public static func bytes(_ path: String) throws -> [UInt8] {
    guard let folder else { throw CocoaError(.fileNoSuchFile) }
    return Array(try Data(contentsOf: folder.appendingPathComponent(path)))
  }

  /// The JSON lines of a file of the folder; none if there is no folder.
  public static func lines(_ path: String) -> [JSON] {
    guard let bytes = try? bytes(path) else { return [] }
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { try? JSON.parse(Array($0), locating: false) }
  }
}
