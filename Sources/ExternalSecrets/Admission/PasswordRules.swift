// Passwords that can't be made: more of something than there is.

public import Basics

/// The limits of the library that the controller makes passwords with.
public struct PasswordRules: Sendable {
  private let length: Int
  private let digits: Int
  private let symbols: Int
  private let symbolCharacters: Int
  private let letters: Int
  private let allowsRepeat: Bool

  /// The controller's own symbols, where none are given.
  private static let usualSymbols = #"~!@#$%^&*()_+`-={}|[]\:"<>?,./"#

  /// Reads the settings of a Password generator; what isn't there has the controller's defaults.
  public init(_ settings: JSON) {
    let wanted = settings["length"]?.int ?? 0
    length = wanted > 0 ? wanted : 24
    // A quarter of the length each, in single precision, as the controller computes it.
    let quarter = Int(Float(length) * 0.25)
    digits = settings["digits"]?.int ?? quarter
    symbols = settings["symbols"]?.int ?? quarter
    symbolCharacters = (settings["symbolCharacters"]?.string ?? Self.usualSymbols).utf8.count
    letters = settings["noUpper"]?.bool == true ? 26 : 52
    allowsRepeat = settings["allowRepeat"]?.bool == true
  }

  /// Why no such password can be made; nil if one can.
  public var problem: String? {
    let rest = length - digits - symbols
    if rest < 0 { return "number of digits and symbols must be less than total length" }
    guard !allowsRepeat else { return nil }
    if rest > letters { return "number of letters exceeds available letters and repeats are not allowed" }
    if digits > 10 { return "number of digits exceeds available digits and repeats are not allowed" }
    return symbols > symbolCharacters
      ? "number of symbols exceeds available symbols and repeats are not allowed" : nil
  }
}
