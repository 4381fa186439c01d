// Names of labels, annotations and finalizers, and values of labels, as Kubernetes' validation has them.

/// Kubernetes' rules for the names and values of labels and annotations.
public enum QualifiedName {
  /// Why `name` is no qualified name (`[prefix/]name`); nil if it is one.
  public static func problem(_ name: String) -> String? {
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count <= 2, let last = parts.last else {
      return "a qualified name must consist of a name with an optional DNS subdomain prefix and '/'"
    }
    if parts.count == 2 {
      if parts[0].isEmpty { return "prefix part must be non-empty" }
      guard isSubdomain(Substring(parts[0])) else { return "prefix part must be a DNS subdomain" }
    }
    if last.isEmpty { return "name part must be non-empty" }
    guard last.count <= 63 else { return "name part must be no more than 63 characters" }
    return isName(last)
      ? nil
      : "name part must consist of alphanumeric characters, '-', '_' or '.', "
        + "and must start and end with an alphanumeric character"
  }

  /// Why a label can't have `value`, without quoting it; nil if it can.
  public static func labelValueProblem(_ value: some Collection<UInt8>) -> String? {
    guard value.count <= 63 else { return "must be no more than 63 characters" }
    return value.isEmpty || isName(value)
      ? nil
      : "a valid label must be empty or consist of alphanumeric characters, '-', '_' or '.', "
        + "and must start and end with an alphanumeric character"
  }

  private static func isName(_ bytes: some Collection<UInt8>) -> Bool {
    guard let first = bytes.first, isAlphanumeric(first) else { return false }
    var last = first
    for byte in bytes {
      guard isAlphanumeric(byte) || "-_.".utf8.contains(byte) else { return false }
      last = byte
    }
    return isAlphanumeric(last)
  }

  /// Whether a text is a DNS subdomain (RFC 1123), as the names of objects must be.
  public static func isSubdomain(_ text: some StringProtocol) -> Bool {
    guard text.utf8.count <= 253 else { return false }
    return text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
      guard let first = label.first, let last = label.last, isLower(first), isLower(last) else { return false }
      return label.allSatisfy { isLower($0) || $0 == UInt8(ascii: "-") }
    }
  }

  private static func isLower(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isLower(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }
}
