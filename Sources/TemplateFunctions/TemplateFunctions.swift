// The functions that the External Secrets Operator gives its templates: sprig's but for those that reach the host, and its own.

public import GoTemplate

/// The functions of the controller's templates, beyond those Go itself has.
public enum TemplateFunctions {
  /// Every function by its name.
  ///
  /// - Parameter zoneData: The compiled rules (TZif) of a time zone by its name, such as `Europe/Berlin`; nil for names
  ///   that are none. Where it always gives nil, every zone is UTC.
  /// - Returns: The functions, for ``Template``.
  public static func all(
    zoneData: @escaping @Sendable (_ zone: String) -> [UInt8]? = { _ in nil }
  ) -> [String: GoFunction] {
    withoutZones.merging(DateFunctions(zoneData: zoneData).table) { $1 }
  }

  /// Sprig's functions that the controller leaves out because they reach the host.
  public static let removed: Set<String> = ["env", "expandenv", "getHostByName"]

  private static let withoutZones: [String: GoFunction] = [
    StringFunctions.table, CaseFunctions.table, ListFunctions.table, DictionaryFunctions.table, MathFunctions.table,
    FlowFunctions.table, TypeFunctions.table, PathFunctions.table, URLFunctions.table, RegexFunctions.table,
    EncodingFunctions.table, JSONFunctions.table, YAMLFunctions.table, RandomFunctions.table, SemVerFunctions.table,
    CryptoFunctions.table, CertificateFunctions.table, PEMFunctions.table, PKCS12Functions.table,
  ].reduce(into: [:]) { all, family in all.merge(family) { $1 } }
}
