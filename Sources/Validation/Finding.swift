// What a check says.

public import Basics

/// How bad a finding is.
public enum Severity: String, Sendable, CaseIterable, Comparable {
  /// Worth knowing.
  case info
  /// Likely a mistake, or one tomorrow.
  case warning
  /// It will not work.
  case error

  /// The order of badness.
  public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .info: 0
    case .warning: 1
    case .error: 2
    }
  }
}

/// Something wrong, or likely wrong, at a place of a file.
public struct Finding: Sendable {
  /// The check that found it.
  public var id: String
  /// How bad it is.
  public var severity: Severity
  /// What, where and why; never a secret value.
  public var error: LocatedError
  /// A change of the file that mends it for certain.
  public var fix: Fix?

  /// A stretch of a file, and what is to stand there.
  public struct Fix: Sendable, Hashable {
    /// The stretch.
    public var range: SourceRange
    /// What is to stand there.
    public var replacement: String

    /// A change.
    public init(range: SourceRange, replacement: String) {
      self.range = range
      self.replacement = replacement
    }
  }

  /// A finding.
  public init(_ id: String, _ severity: Severity, _ error: LocatedError, fix: Fix? = nil) {
    self.id = id
    self.severity = severity
    self.error = error
    self.fix = fix
  }
}
