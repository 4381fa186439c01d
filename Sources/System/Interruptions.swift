// Ctrl-C as something that is waited for, for commands that have to say what they had done by then.

import Dispatch
import Synchronization

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// The wish of the user, or of whoever runs the program, that it ends.
public enum Interruptions {
  /// Where the signal handler writes: nothing but a write is allowed in it.
  private static let pipe = Atomic<Int32>(-1)

  /// The interrupts (SIGINT, SIGTERM) from now on.
  ///
  /// The first one is only reported; the second ends the process, as any would without this.
  ///
  /// - Returns: An element for the first.
  public static func stream() -> AsyncStream<Void> {
    AsyncStream { continuation in
      guard let ends = try? Pipe() else { return continuation.finish() }
      pipe.store(ends.writeEnd.descriptor, ordering: .sequentiallyConsistent)
      for number in [SIGINT, SIGTERM] {
        signal(number) { number in
          signal(number, SIG_DFL)
          withUnsafeBytes(of: UInt8(0)) { byte in
            _ = Pipe.End(descriptor: Interruptions.pipe.load(ordering: .sequentiallyConsistent)).write(byte)
          }
        }
      }
      // Lives as long as the process: there is no way to let a thread go that waits for a signal which never comes.
      DispatchQueue(label: "interruptions").async {
        while ends.readEnd.read() != nil { continuation.yield() }
      }
    }
  }
}
