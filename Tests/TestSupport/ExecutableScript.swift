// Programs that a test writes for the plugin to run.

internal import Foundation

/// A script on disk that can be run at once.
public enum ExecutableScript {
  /// Writes a script.
  ///
  /// A file that this process has written itself may still be open in a child that another test has just forked, and the
  /// kernel runs no file that is open for writing ("Text file busy"): so a child makes the file, as a copy.
  ///
  /// - Parameters:
  ///   - text: The script, its `#!` line included.
  ///   - path: Where; its directory must be there.
  /// - Throws: What the file system says.
  public static func write(_ text: String, to path: String) throws {
    let draft = URL(fileURLWithPath: path + ".draft")
    try Data(text.utf8).write(to: draft)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: draft.path)
    let copy = try Process.run(URL(fileURLWithPath: "/bin/cp"), arguments: ["-p", draft.path, path])
    copy.waitUntilExit()
    guard copy.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
    try FileManager.default.removeItem(at: draft)
  }
}
