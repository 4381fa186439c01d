// Options, flags and arguments: each described once, for parsing, help and completion alike.

/// What completes the value of an option or an argument.
public enum Completion: Sendable, Hashable {
  /// Nothing can be proposed.
  case none
  /// Files and directories.
  case files
  /// These words.
  case words([String])
  /// Contexts of the kubeconfig.
  case contexts
  /// Clusters of the kubeconfig.
  case clusters
  /// Users of the kubeconfig.
  case users
  /// Namespaces of the cluster.
  case namespaces
  /// Names of live objects: a resource's plural name and API group.
  case objects(resource: String, group: String)
}

/// What help, parsing and completion know of an option, whatever its value.
public struct OptionDescription: Sendable {
  /// How an option takes its value.
  public enum Form: Sendable, Hashable {
    /// A flag: `--name`, or `--name=false`.
    case flag
    /// `--name value` or `--name=value`.
    case value
    /// `--name`, or `--name=value`: the value stands for a bare name.
    case optionalValue(bare: String)
  }

  /// The long name, without dashes.
  public var name: String
  /// The one-letter name.
  public var short: Character?
  /// How it takes its value.
  public var form: Form
  /// The word that stands for the value in help.
  public var valueName: String
  /// What it does, in one line.
  public var abstract: String
  /// Whether it may be given more than once.
  public var isRepeatable: Bool
  /// Whether help leaves it out.
  public var isHidden: Bool
  /// What completes its value.
  public var completion: Completion
}

/// An option with a value of a type, by which its value is found after parsing.
public struct Option<Value: Sendable>: Sendable {
  /// What help, parsing and completion know of it.
  public var description: OptionDescription
  /// Reads the value; throws ``UsageError`` with what is wrong with it.
  let read: @Sendable (String) throws(UsageError) -> Value

  /// An option whose values `read` understands.
  public init(
    _ name: String, short: Character? = nil, form: OptionDescription.Form = .value, valueName: String,
    abstract: String, isRepeatable: Bool = false, isHidden: Bool = false, completion: Completion = .none,
    read: @escaping @Sendable (String) throws(UsageError) -> Value
  ) {
    description = OptionDescription(
      name: name, short: short, form: form, valueName: valueName, abstract: abstract, isRepeatable: isRepeatable,
      isHidden: isHidden, completion: completion)
    self.read = read
  }
}

extension Option where Value == String {
  /// An option whose value is any text.
  public init(
    _ name: String, short: Character? = nil, valueName: String, abstract: String, isRepeatable: Bool = false,
    isHidden: Bool = false, completion: Completion = .none
  ) {
    self.init(
      name, short: short, valueName: valueName, abstract: abstract, isRepeatable: isRepeatable, isHidden: isHidden,
      completion: completion
    ) { text throws(UsageError) in text }
  }
}

extension Option where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// An option whose value is one of the cases.
  public init(choice name: String, short: Character? = nil, abstract: String, isRepeatable: Bool = false) {
    let words = Value.allCases.map(\.rawValue)
    self.init(
      name, short: short, valueName: words.joined(separator: "|"), abstract: abstract, isRepeatable: isRepeatable,
      completion: .words(words)
    ) { text throws(UsageError) in
      if let value = Value(rawValue: text) { return value }
      throw UsageError("\"\(text)\" is not a value of --\(name)", hint: "use one of \(words.joined(separator: ", "))")
    }
  }
}

/// A flag: there or not there.
public struct Flag: Sendable {
  /// What help, parsing and completion know of it.
  public var description: OptionDescription

  /// A flag.
  public init(_ name: String, short: Character? = nil, abstract: String, isHidden: Bool = false) {
    description = OptionDescription(
      name: name, short: short, form: .flag, valueName: "", abstract: abstract, isRepeatable: false,
      isHidden: isHidden, completion: .none)
  }
}

/// The arguments a command takes besides options.
public struct ArgumentDescription: Sendable {
  /// The word that stands for it in help.
  public var name: String
  /// What it is, in one line.
  public var abstract: String
  /// How many there may be.
  public var count: ClosedRange<Int>
  /// What completes it.
  public var completion: Completion

  /// An argument, as often as `count` says.
  public init(_ name: String, abstract: String, count: ClosedRange<Int> = 0...Int.max, completion: Completion = .none) {
    self.name = name
    self.abstract = abstract
    self.count = count
    self.completion = completion
  }
}

/// Wrong use of the command line: what is wrong, and what would be right.
public struct UsageError: Error, Sendable, Hashable {
  /// What is wrong, a sentence without a final period.
  public var message: String
  /// What to do.
  public var hint: String?

  /// An error.
  public init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}
