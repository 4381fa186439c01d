// The rules of time zones, for the date functions of templates.

internal import System

extension Environment {
  /// The compiled rules (TZif) of a time zone by its name; nil for a name that is none.
  ///
  /// As Go does, it takes no name that leads out of the folder.
  func zoneData(_ zone: String) -> [UInt8]? {
    guard !zone.isEmpty, !zone.hasPrefix("/"), !zone.contains(".."), !zone.contains("\\") else { return nil }
    return try? files.contents(of: "/usr/share/zoneinfo/" + zone, limit: 1 << 20)
  }
}
