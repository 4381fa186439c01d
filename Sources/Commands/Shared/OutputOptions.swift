// What an output shows, and how.

import Arguments
import System
import Comparison
import HTTP

/// When colours are used.
enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never
}

/// Options about the output that commands share.
struct OutputOptions: Sendable {
  static let showsValues = Flag("show-values", abstract: "show secret values (by default only fingerprints are shown)")
  static let showsSizes = Flag("show-sizes", abstract: "show the sizes of secret values")
  static let color = Option<ColorChoice>(choice: "color", abstract: "when to use colours (NO_COLOR is honoured)")
  static let verbosity = Option<Int>(
    "v", short: "v", form: .optionalValue(bare: "1"), valueName: "level",
    abstract: "what else to say on stderr: 1 what is done, 6 and more each request, as kubectl does; never a value"
  ) { text throws(UsageError) in
    if let level = Int(text), level >= 0 { return level }
    throw UsageError("\"\(text)\" is not a level of verbosity", hint: "use a number from 0 to 9")
  }

  static let group = CommandDescription.Group(
    "Output options", [showsValues.description, showsSizes.description, color.description, verbosity.description])

  let showsValues: Bool
  let showsSizes: Bool
  let verbosity: Int
  private let color: ColorChoice

  init(_ arguments: ParsedArguments) throws(UsageError) {
    showsValues = arguments[Self.showsValues]
    showsSizes = arguments[Self.showsSizes]
    verbosity = try arguments.value(Self.verbosity) ?? 0
    color = try arguments.value(Self.color) ?? .auto
  }

  /// Whether standard output gets colours.
  func usesColor(in environment: Environment) -> Bool {
    switch color {
    case .always: true
    case .never: false
    case .auto:
      environment.terminal.isOutputInteractive && environment.variables.nonEmpty("NO_COLOR") == nil
        && environment.variables["TERM"] != "dumb"
    }
  }

  /// What may be shown of values, with a key of this run's own.
  func disclosure(in environment: Environment) -> Disclosure {
    Disclosure(
      showsValues: showsValues, showsSizes: showsSizes, fingerprinter: Fingerprinter(key: environment.randomBytes(32)))
  }

  /// Traces of requests on standard error.
  func tracing(in environment: Environment) -> HTTPTracing {
    HTTPTracing(verbosity: verbosity) { line in environment.note(line) }
  }
}
