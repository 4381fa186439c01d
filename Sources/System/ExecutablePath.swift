// Finding a program as Go's exec.LookPath does, so that kubectl's plugins are found where kubectl finds them.

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Where a program is.
public enum ExecutablePath {
  /// The path of the program `name`.
  ///
  /// A name with a slash is taken as it is. Any other is looked up in `PATH`; entries that are empty or relative are
  /// passed over, as Go does since 1.19, because they would run whatever lies in the current directory.
  ///
  /// - Parameters:
  ///   - name: The program, as configured.
  ///   - variables: The environment whose `PATH` is searched.
  /// - Returns: The path, or nil where no executable file is found.
  public static func find(_ name: String, in variables: EnvironmentVariables) -> String? {
    if name.utf8.contains(UInt8(ascii: "/")) { return isExecutable(name) ? name : nil }
    guard !name.isEmpty else { return nil }
    let directories = (variables["PATH"] ?? "").split(separator: ":").filter { $0.utf8.first == UInt8(ascii: "/") }
    return directories.lazy.map { "\($0)/\(name)" }.first(where: isExecutable)
  }

  private static func isExecutable(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    return access(path, X_OK) == 0
  }
}
