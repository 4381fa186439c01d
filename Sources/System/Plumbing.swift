// Pipes and posix_spawn, the two system calls a child is made with.

import Basics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A system call that failed, in the system's words.
struct SystemFailure: Error {
  var reason: String

  /// The failure with the given `errno`.
  init(code: Int32 = errno) {
    reason = strerror(code).map { String(cString: $0) } ?? "error \(code)"
  }
}

/// A pipe whose ends no other child inherits.
struct Pipe {
  /// One end.
  struct End: Sendable {
    let descriptor: Int32

    func close() { _ = systemClose(descriptor) }

    /// What can be read now; nil at the end of the stream.
    func read() -> [UInt8]? {
      var buffer = [UInt8](repeating: 0, count: 16384)
      var count = systemRead(descriptor, &buffer, buffer.count)
      while count < 0, errno == EINTR { count = systemRead(descriptor, &buffer, buffer.count) }
      return count > 0 ? Array(buffer.prefix(count)) : nil
    }

    /// Writes what the pipe takes of `bytes`; nil once nothing is left or the reader has gone.
    func write(_ bytes: UnsafeRawBufferPointer) -> Int? {
      guard !bytes.isEmpty else { return nil }
      var count = systemWrite(descriptor, bytes.baseAddress, bytes.count)
      while count < 0, errno == EINTR { count = systemWrite(descriptor, bytes.baseAddress, bytes.count) }
      return count > 0 ? count : nil
    }
  }

  let readEnd: End
  let writeEnd: End

  init() throws(SystemFailure) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemFailure() }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    readEnd = End(descriptor: ends[0])
    writeEnd = End(descriptor: ends[1])
  }
}

/// What connects a child with this process, and the call that starts it.
struct Plumbing: ~Copyable {
  private var actions = posix_spawn_file_actions_t()
  private var childEnds: [Pipe.End] = []
  /// Where the child's input is written, if bytes are to be.
  private(set) var input: Pipe.End?
  /// Where the child's captured output is read, standard output before standard error.
  private(set) var outputs: [(end: Pipe.End, limit: Int)] = []
  private var isSpawned = false

  init() throws(SystemFailure) {
    let code = posix_spawn_file_actions_init(&actions)
    guard code == 0 else { throw SystemFailure(code: code) }
  }

  deinit {
    var actions = actions
    posix_spawn_file_actions_destroy(&actions)
    for end in childEnds { end.close() }
    guard !isSpawned else { return }
    input?.close()
    for output in outputs { output.end.close() }
  }

  mutating func connect(_ source: ChildProcess.Input) throws(SystemFailure) {
    switch source {
    case .inherited: return
    case .nothing: try open("/dev/null", O_RDONLY, as: 0)
    case .bytes:
      let pipe = try Pipe()
      input = pipe.writeEnd
      childEnds.append(pipe.readEnd)
      try duplicate(pipe.readEnd, as: 0)
    }
  }

  mutating func connect(_ target: ChildProcess.Output, to descriptor: Int32) throws(SystemFailure) {
    switch target {
    case .inherited: return
    case .discarded: try open("/dev/null", O_WRONLY, as: descriptor)
    case .captured(let limit):
      let pipe = try Pipe()
      outputs.append((pipe.readEnd, limit))
      childEnds.append(pipe.writeEnd)
      try duplicate(pipe.writeEnd, as: descriptor)
    }
  }

  private mutating func open(_ path: String, _ flags: Int32, as descriptor: Int32) throws(SystemFailure) {
    let code = posix_spawn_file_actions_addopen(&actions, descriptor, path, flags, 0)
    guard code == 0 else { throw SystemFailure(code: code) }
  }

  private mutating func duplicate(_ end: Pipe.End, as descriptor: Int32) throws(SystemFailure) {
    let code = posix_spawn_file_actions_adddup2(&actions, end.descriptor, descriptor)
    guard code == 0 else { throw SystemFailure(code: code) }
  }

  /// Starts the child: with no other descriptors than the three, and with the signals as a shell would give them.
  mutating func spawn(_ command: ChildProcess) throws(SystemFailure) -> pid_t {
    var attributes = posix_spawnattr_t()
    var code = posix_spawnattr_init(&attributes)
    guard code == 0 else { throw SystemFailure(code: code) }
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let signals = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
    #if canImport(Glibc)
      let flags = signals
      // What libraries opened without O_CLOEXEC. (addclosefrom_np, which would do it, is invisible to Swift.)
      for descriptor: Int32 in 3..<256 {
        let state = fcntl(descriptor, F_GETFD)
        guard state >= 0, state & FD_CLOEXEC == 0 else { continue }
        posix_spawn_file_actions_addclose(&actions, descriptor)
      }
    #else
      let flags = signals | Int32(POSIX_SPAWN_CLOEXEC_DEFAULT)
      for descriptor: Int32 in 0...2 { posix_spawn_file_actions_addinherit_np(&actions, descriptor) }
    #endif
    posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags))

    var process: pid_t = 0
    code = withCStrings([command.path] + command.arguments) { arguments in
      withCStrings(command.variables.entries) { variables in
        posix_spawn(&process, command.path, &actions, &attributes, arguments, variables)
      }
    }
    guard code == 0 else { throw SystemFailure(code: code) }
    isSpawned = true
    return process
  }
}

/// Calls `body` with the texts as C sees them: an array of pointers that ends in a null pointer.
private func withCStrings<Result>(
  _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  let copies = texts.map { strdup($0) } + [nil]
  defer { for copy in copies { free(copy) } }
  return copies.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else {
      // Not reached: the array holds at least the null pointer.
      var end: UnsafeMutablePointer<CChar>?
      return withUnsafePointer(to: &end, body)
    }
    return body(base)
  }
}

#if canImport(Glibc)
  private func systemClose(_ descriptor: Int32) -> Int32 { Glibc.close(descriptor) }
  private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    Glibc.read(descriptor, buffer, count)
  }
  private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    Glibc.write(descriptor, buffer, count)
  }
#else
  private func systemClose(_ descriptor: Int32) -> Int32 { Darwin.close(descriptor) }
  private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    Darwin.read(descriptor, buffer, count)
  }
  private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    Darwin.write(descriptor, buffer, count)
  }
#endif
