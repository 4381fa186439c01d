// A command, described once.

/// What help, parsing and completion know of a command.
public struct CommandDescription: Sendable {
  /// Options that belong together under one heading of the help.
  public struct Group: Sendable {
    /// The heading.
    public var heading: String
    /// The options, in the order of the help.
    public var options: [OptionDescription]

    /// A group.
    public init(_ heading: String, _ options: [OptionDescription]) {
      self.heading = heading
      self.options = options
    }
  }

  /// The word that calls it.
  public var name: String
  /// What it does, in one line.
  public var abstract: String
  /// What else is to be said, in paragraphs.
  public var discussion: String
  /// Calls worth copying, each with a line on what it does.
  public var examples: [(abstract: String, call: String)]
  /// What it takes besides options.
  public var argument: ArgumentDescription?
  /// Its options.
  public var groups: [Group]
  /// What its exit codes mean.
  public var exitCodes: [(code: Int, meaning: String)]
  /// Whether help leaves it out.
  public var isHidden: Bool

  /// A command.
  public init(
    _ name: String, abstract: String, discussion: String = "", examples: [(abstract: String, call: String)] = [],
    argument: ArgumentDescription? = nil, groups: [Group], exitCodes: [(code: Int, meaning: String)] = [],
    isHidden: Bool = false
  ) {
    self.name = name
    self.abstract = abstract
    self.discussion = discussion
    self.examples = examples
    self.argument = argument
    self.groups = groups
    self.exitCodes = exitCodes
    self.isHidden = isHidden
  }

  /// All options of all groups.
  public var options: [OptionDescription] { groups.flatMap(\.options) }
}
