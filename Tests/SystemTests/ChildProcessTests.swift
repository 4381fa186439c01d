import Basics
import System
import Testing

@Suite("Child processes")
struct ChildProcessTests {
  private func shell(
    _ script: String, input: ChildProcess.Input = .nothing, limit: Int = 1 << 20, timeLimit: Duration? = nil
  ) -> ChildProcess {
    ChildProcess(
      path: "/bin/sh", arguments: ["-c", script], variables: ["PATH": "/usr/bin:/bin"], input: input,
      output: .captured(limit: limit), timeLimit: timeLimit)
  }

  @Test("Standard output is captured whole, and the exit code is the child's")
  func capturesOutput() async throws {
    let done = try await shell("seq 1 20000; exit 3").run()
    #expect(done.reason == .exit(3))
    #expect(done.output.reveal() == Array((1...20000).map { "\($0)\n" }.joined().utf8))
  }

  @Test("Output and errors are captured apart from each other")
  func capturesBoth() async throws {
    var child = shell("echo out; echo err >&2")
    child.error = .captured(limit: 100)
    let done = try await child.run()
    #expect(done.output == SecretBytes(utf8: "out\n"))
    #expect(done.error == SecretBytes(utf8: "err\n"))
  }

  @Test("Input of more than a pipe holds arrives while the child writes it back")
  func feedsInput() async throws {
    let bytes = (0..<500_000).map { UInt8(truncatingIfNeeded: $0) }
    var child = ChildProcess(path: "/bin/cat", variables: [:])
    child.input = .bytes(SecretBytes(bytes))
    #expect(try await child.run().output.reveal() == bytes)
  }

  @Test("A child that doesn't read its input does no harm")
  func ignoredInput() async throws {
    let child = shell("exec <&-; echo done", input: .bytes(SecretBytes([UInt8](repeating: 65, count: 500_000))))
    #expect(try await child.run().output == SecretBytes(utf8: "done\n"))
  }

  @Test("A child sees the variables it is given and no others")
  func environment() async throws {
    let child = ChildProcess(path: "/usr/bin/env", variables: ["A": "1", "B": "two words"])
    #expect(try await child.run().output == SecretBytes(utf8: "A=1\nB=two words\n"))
  }

  @Test("A child ended by a signal says which")
  func signals() async throws {
    #expect(try await shell("kill -9 $$").run().reason == .signal(9))
  }

  @Test("A child has no descriptors open but its three streams")
  func descriptors() async throws {
    let done = try await shell("ls /proc/self/fd | wc -l").run()
    // `ls` has the directory itself open besides the three.
    #expect(String(decoding: done.output.reveal(), as: UTF8.self) == "4\n")
  }

  @Test("A program that is not there is an error, not an exit code")
  func missing() async {
    await #expect(throws: ChildProcessError.notStarted(path: "/nowhere/x", reason: "No such file or directory")) {
      _ = try await ChildProcess(path: "/nowhere/x", variables: [:]).run()
    }
  }

  @Test("A child that writes without end is ended")
  func tooMuch() async {
    let child = shell("yes", limit: 1000)
    await #expect(throws: ChildProcessError.tooMuchOutput(path: "/bin/sh", limit: 1000)) {
      _ = try await child.run()
    }
  }

  @Test("A child that outlives its time limit is ended")
  func timeLimit() async {
    let child = shell("exec sleep 60", timeLimit: .milliseconds(100))
    await #expect(throws: ChildProcessError.timedOut(path: "/bin/sh", limit: .milliseconds(100))) {
      _ = try await child.run()
    }
  }

  @Test("Cancelling the task ends the child")
  func cancellation() async {
    let child = shell("exec sleep 60")
    let task = Task { try await child.run() }
    task.cancel()
    await #expect(throws: ChildProcessError.cancelled(path: "/bin/sh")) { _ = try await task.value }
  }

  @Test("Programs are found on PATH, and never in the current directory")
  func lookup() {
    #expect(ExecutablePath.find("sh", in: ["PATH": ":.:/nowhere:/bin"]) == "/bin/sh")
    #expect(ExecutablePath.find("sh", in: ["PATH": ":."]) == nil)
    #expect(ExecutablePath.find("/bin/sh", in: [:]) == "/bin/sh")
    #expect(ExecutablePath.find("/bin", in: [:]) == nil)
  }
}
