// The edge of the program: the real world is put together here, and nowhere else.

import Basics
import Commands
import HTTP
import System

StandardStream.ignoreBrokenPipes()

var environment = Environment(
  variables: .current, files: DiskFiles(),
  standardInput: { () throws(FileError) in try DiskFiles().contents(of: "/dev/stdin", limit: 256 << 20) },
  output: { StandardStream.output.write($0) }, errorOutput: { StandardStream.error.write($0) },
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

ProcessExit.end(with: await Program.run(Array(CommandLine.arguments.dropFirst()), in: environment))
