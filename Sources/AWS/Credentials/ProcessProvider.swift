// Credentials from a program of the user's (`credential_process`).

import Basics
import System

/// The program that a profile names; it prints credentials as JSON.
struct ProcessProvider: CredentialProvider {
  let environment: AWSEnvironment
  let profile: AWSConfiguration.Profile

  var name: String { "credential_process of the profile \(profile.name)" }

  func credentials() async throws(CredentialFailure) -> AWSCredentials {
    let command = try command()
    guard let words = ShellWords.split(command), let program = words.first else {
      throw .broken(name, "\(profile.place(of: "credential_process") ?? ""): the command has an open quotation")
    }
    guard let path = ExecutablePath.find(program, in: environment.variables) else {
      throw .broken(name, "the program \(program) is not found", hint: "is it installed, and in PATH?")
    }
    // What the program has to say to people goes to standard error, where they see it. It may take its time: a login by
    // browser takes minutes, and Ctrl-C ends both.
    let process = ChildProcess(
      path: path, arguments: Array(words.dropFirst()), variables: environment.variables, input: .inherited)
    let completion: ChildProcess.Completion
    do throws(ChildProcessError) {
      completion = try await environment.run(process)
    } catch {
      throw .broken(name, "\(error)")
    }
    guard completion.succeeded else { throw .broken(name, "\(program) failed (\(completion.reason.words))") }
    return try read(completion.output.reveal(), program: program)
  }

  func check() throws(CredentialFailure) { _ = try command() }

  private func command() throws(CredentialFailure) -> String {
    guard let command = profile["credential_process"] else { throw .absent("no credential_process") }
    return command
  }

  private func read(_ output: [UInt8], program: String) throws(CredentialFailure) -> AWSCredentials {
    let json: JSON?
    do throws(JSONSyntaxError) { json = try JSON.parse(output, locating: false) } catch { json = nil }
    guard let json, json.object != nil else { throw .broken(name, "\(program) did not print a JSON object") }
    guard json["Version"]?.int == 1 else { throw .broken(name, "\(program) did not print credentials of Version 1") }
    let credentials = try CredentialDocument(json: json, provider: name, author: program).credentials(source: name)
    try credentials.requireTimeLeft(at: environment.now(), from: name, hint: "run \(program) yourself to see why")
    return credentials
  }
}

extension ChildProcess.Completion.Reason {
  /// How a program ended, in words.
  fileprivate var words: String {
    switch self {
    case .exit(let code): "exit code \(code)"
    case .signal(let number): "signal \(number)"
    }
  }
}
