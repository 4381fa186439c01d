// The edge of the program: the real world is put together here, and nowhere else.

import Basics
import Commands
import HTTP
import Synchronization
import System

StandardStream.ignoreBrokenPipes()

/// Why the answer could not be written, if it couldn't.
let outputFailure = Mutex<String?>(nil)

var environment = Environment(
  variables: .current, files: DiskFiles(),
  standardInput: { () throws(FileError) in try DiskFiles().contents(of: "/dev/stdin", limit: 256 << 20) },
  output: { bytes in
    guard case .failed(let reason) = StandardStream.output.write(bytes) else { return }
    outputFailure.withLock { $0 = reason }
  }, errorOutput: { StandardStream.error.write($0) },
  terminal: Environment.Terminal(
    isInputInteractive: StandardStream.input.isTerminal, isOutputInteractive: StandardStream.output.isTerminal,
    isErrorInteractive: StandardStream.error.isTerminal, columns: StandardStream.output.columns),
  now: { .now() }, randomBytes: { Randomness.bytes($0) }, transport: { CurlTransport(tracing: $0) })
if environment.terminal.isErrorInteractive {
  environment.askForMFACode = { await TerminalPrompt.ask("Code of the MFA device \($0):") }
}
environment.replacePrivateFile = { path, content in
  do throws(FileError) {
    try PrivateFile.replace(path, with: content)
    return true
  } catch {
    return false
  }
}

environment.interruptions = Interruptions.stream
environment.readLine = { readLine() }

let code = await Program.run(Array(CommandLine.arguments.dropFirst()), in: environment)
if let reason = outputFailure.withLock({ $0 }) {
  StandardStream.error.write(Array("error: the answer could not be written: \(reason)\n".utf8))
  ProcessExit.end(with: 2)
}
ProcessExit.end(with: code)
