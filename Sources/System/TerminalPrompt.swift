// Asking the person at the terminal, whatever standard input and output are connected to.

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// The terminal that this process is controlled from.
public enum TerminalPrompt {
  /// Asks a question and waits for a line.
  ///
  /// - Parameter question: What to ask, without a space at its end.
  /// - Returns: The line without its end; nil where there is no terminal, or nothing was answered.
  public static func ask(_ question: String) async -> String? {
    await onThread {
      let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
      guard terminal >= 0 else { return nil }
      defer { close(terminal) }
      let text = Array((question + " ").utf8)
      guard write(terminal, text, text.count) == text.count else { return nil }
      var line: [UInt8] = []
      var byte: UInt8 = 0
      while line.count < 1024 {
        let count = read(terminal, &byte, 1)
        if count < 0, errno == EINTR { continue }
        guard count == 1, byte != UInt8(ascii: "\n") else { break }
        line.append(byte)
      }
      let answer = String(decoding: line, as: UTF8.self)
      return answer.isEmpty ? nil : answer
    }
  }
}
