// Running a credential plugin. What it prints is a secret and goes nowhere but into the credential; its standard error
// is the user's terminal, as with kubectl, because that is where plugins ask for a sign-in. It
// has all the time it needs, also as with kubectl: a sign-in in the browser goes on while standard input is a manifest.

import Basics
import System

extension ExecPlugin {
  /// Runs the plugin.
  ///
  /// - Parameters:
  ///   - cluster: The cluster it is to give credentials for.
  ///   - environment: The variables it inherits, and whether there is a terminal.
  /// - Returns: What it answered.
  /// - Throws: ``CredentialError``.
  func run(
    cluster: ClusterConfiguration, environment: ClientEnvironment
  ) async throws(CredentialError) -> ExecCredential {
    let mode = mode ?? .ifAvailable
    if mode == .always, !environment.isInteractive { throw .pluginNeedsTerminal(command: command) }
    let isInteractive = mode != .never && environment.isInteractive
    guard let path = ExecutablePath.find(command, in: environment.variables) else {
      throw .pluginMissing(command: command, user: cluster.user, installHint: installHint)
    }
    var variables = environment.variables
    for (name, value) in self.variables { variables[name] = value }
    variables["KUBERNETES_EXEC_INFO"] = info(cluster: cluster, isInteractive: isInteractive).text()
    let child = ChildProcess(
      path: path, arguments: arguments, variables: variables, input: isInteractive ? .inherited : .nothing,
      output: .captured(limit: 1 << 20), error: .inherited)
    let completion: ChildProcess.Completion
    do { completion = try await child.run() } catch {
      throw .pluginFailed(command: command, reason: error.description)
    }
    switch completion.reason {
    case .exit(0): return try ExecCredential(completion.output, from: self)
    case .exit(let code): throw .pluginFailed(command: command, reason: "it returned exit code \(code)")
    case .signal(let signal): throw .pluginFailed(command: command, reason: "signal \(signal) ended it")
    }
  }
}
