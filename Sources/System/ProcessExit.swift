// Ending the process, and surviving readers that go away.

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// The end of this process.
public enum ProcessExit {
  /// Ends the process with an exit code.
  public static func end(with code: Int32) -> Never { exit(code) }
}

extension StandardStream {
  /// Lets writes to a reader that has gone away fail quietly instead of ending the process by SIGPIPE.
  public static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }
}
