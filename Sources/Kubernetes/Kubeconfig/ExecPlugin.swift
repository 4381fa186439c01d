// A credential plugin as a kubeconfig describes it, and whether the description is complete.

import Basics

/// A program that prints credentials (`users[].user.exec`, API group `client.authentication.k8s.io`).
public struct ExecPlugin: Sendable {
  /// Whether the program may, or must, talk to the person at the terminal.
  public enum InteractiveMode: String, Sendable, CaseIterable {
    /// It never reads standard input.
    case never = "Never"
    /// It reads standard input if that is a terminal.
    case ifAvailable = "IfAvailable"
    /// It can't do without.
    case always = "Always"
  }

  /// The version of the protocol in which every setting must be given.
  public static let v1 = "client.authentication.k8s.io/v1"
  /// The older version, in which settings have defaults.
  public static let v1beta1 = "client.authentication.k8s.io/v1beta1"

  /// The program: a name looked up in `PATH`, or a path, absolute if the kubeconfig's is.
  public var command: String
  /// Its arguments.
  public var arguments: [String]
  /// The variables it gets on top of this process' own.
  public var variables: [(name: String, value: String)]
  /// The version of the protocol.
  public var apiVersion: String
  /// How to get the program, shown when it is missing.
  public var installHint: String?
  /// Whether it is told about the cluster.
  public var providesClusterInfo: Bool
  /// Whether it may talk to the person at the terminal, as written.
  public var interactiveMode: String?

  /// A plugin as a kubeconfig describes it, complete or not.
  public init(
    command: String, arguments: [String] = [], variables: [(name: String, value: String)] = [],
    apiVersion: String = ExecPlugin.v1, installHint: String? = nil, providesClusterInfo: Bool = false,
    interactiveMode: String? = nil
  ) {
    self.command = command
    self.arguments = arguments
    self.variables = variables
    self.apiVersion = apiVersion
    self.installHint = installHint
    self.providesClusterInfo = providesClusterInfo
    self.interactiveMode = interactiveMode
  }

  /// Whether the program may talk to the person at the terminal; nil where it isn't said but must be, or isn't known.
  var mode: InteractiveMode? {
    guard let interactiveMode else { return apiVersion == Self.v1beta1 ? .ifAvailable : nil }
    return InteractiveMode(rawValue: interactiveMode)
  }

  /// What keeps the plugin from being run, and what to do about it; nil if nothing does.
  var defect: (problem: String, hint: String)? {
    if command.isEmpty { return ("its exec plugin has no command", "set users[].user.exec.command") }
    if variables.contains(where: { $0.name.isEmpty }) {
      return ("a variable of its exec plugin has no name", "set users[].user.exec.env[].name")
    }
    guard apiVersion == Self.v1 || apiVersion == Self.v1beta1 else {
      let problem = apiVersion.isEmpty ? "has no apiVersion" : "speaks \(apiVersion), which is no longer understood"
      return ("its exec plugin \(problem)", "update \(command) and set users[].user.exec.apiVersion to \(Self.v1)")
    }
    guard mode == nil else { return nil }
    let modes = InteractiveMode.allCases.map { $0.rawValue }.joined(separator: ", ")
    let problem = interactiveMode.map { "interactiveMode \"\($0)\" is not known" } ?? "interactiveMode must be set"
    return ("its exec plugin: \(problem)", "set users[].user.exec.interactiveMode to one of \(modes)")
  }
}
