// The variables of a process, as a value that is handed in, so that nothing reads the real environment by itself.

#if canImport(FoundationEssentials)
  private import FoundationEssentials
#else
  private import Foundation
#endif

/// The environment variables a command sees.
public struct EnvironmentVariables: Sendable, Hashable {
  private var values: [String: String]

  /// An environment of the given variables only.
  public init(_ values: [String: String] = [:]) {
    self.values = values
  }

  /// The variables this process was started with.
  public static var current: EnvironmentVariables { EnvironmentVariables(ProcessInfo.processInfo.environment) }

  /// The value of the variable `name`; setting nil removes it.
  public subscript(name: String) -> String? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// The value of the variable `name`, unless it is unset or empty.
  ///
  /// Most programs, kubectl among them, take an empty variable for one that isn't there.
  public func nonEmpty(_ name: String) -> String? {
    values[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// `name=value` of each variable, sorted, as a child process receives them.
  public var entries: [String] { values.map { "\($0.key)=\($0.value)" }.sorted() }
}

extension EnvironmentVariables: ExpressibleByDictionaryLiteral {
  /// An environment of the literal's variables; of a name given twice the last one counts.
  public init(dictionaryLiteral variables: (String, String)...) {
    self.init(Dictionary(variables) { $1 })
  }
}
