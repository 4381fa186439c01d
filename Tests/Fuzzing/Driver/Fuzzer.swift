// libFuzzer, as Swift calls it.

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// libFuzzer's loop, which calls `body` with one input after the other and gives the status to end with.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// What tries inputs that libFuzzer thinks of; the command line is libFuzzer's own.
public enum Fuzzer {
  /// Calls `body` with one input after the other, until the time is up or one breaks it, and ends the process.
  ///
  /// - Parameter body: What takes an input; gives 0.
  public static func run(_ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt) -> Never {
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    exit(runDriver(&count, &arguments, body))
  }
}
