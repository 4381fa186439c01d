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

  private static let withoutZones: [String: GoFunction] = costs.reduce(into: tables) { all, cost in
    all[cost.key] = all[cost.key]?.accounting(forWork: cost.value)
  }

  private static let tables: [String: GoFunction] = [
    StringFunctions.table, CaseFunctions.table, ListFunctions.table, DictionaryFunctions.table, MathFunctions.table,
    FlowFunctions.table, TypeFunctions.table, PathFunctions.table, URLFunctions.table, RegexFunctions.table,
    EncodingFunctions.table, JSONFunctions.table, YAMLFunctions.table, RandomFunctions.table, SemVerFunctions.table,
    CryptoFunctions.table, CertificateFunctions.table, PEMFunctions.table, PKCS12Functions.table,
  ].reduce(into: [:]) { all, family in all.merge(family) { $1 } }

  /// What the costly functions of cryptography take, in the units of ``CallContext/work(_:)``: a render may call each
  /// some dozen times, but a loop of them is stopped.
  private static let costs: [String: Int] = [
    "bcrypt": 1_000_000, "htpasswd": 1_000_000, "derivePassword": 2_000_000, "genPrivateKey": 3_500_000,
    "genCA": 1_500_000, "genSelfSignedCert": 1_500_000, "genSignedCert": 1_500_000, "pemToPkcs12": 100_000,
    "pemToPkcs12Pass": 100_000, "fullPemToPkcs12": 100_000, "fullPemToPkcs12Pass": 100_000,
    "pemTruststoreToPKCS12": 100_000, "pemTruststoreToPKCS12Pass": 100_000,
  ]
}

extension GoFunction {
  /// The same function, with so much work accounted for at each call.
  fileprivate func accounting(forWork units: Int) -> GoFunction {
    GoFunction(parameters, variadic: variadic) { [body] arguments, call in
      try call.work(units)
      return try body(arguments, call)
    }
  }
}
