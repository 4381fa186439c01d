// Merging maps as dario.cat/mergo does it, of which sprig uses two settings.

internal import GoTemplate

/// Merges maps into maps.
struct MapMerge {
  /// Whether values that are there already are replaced.
  var overwrites: Bool
  /// Where the work is accounted for.
  var call: CallContext

  /// What Go's panics at a value of the wrong type begin with.
  static let panic = "reflect.Value.SetMapIndex"

  /// Deeper than any data; a map may contain itself.
  static let depthLimit = 1000
  static let tooDeep = GoFunctionError("the value is nested deeper than \(depthLimit) levels, or contains itself")

  /// Merges `source` into `target`: maps in both are merged in turn, empty values count as absent.
  func merge(_ source: GoMap, into target: GoMap, depth: Int) throws(GoFunctionError) {
    guard depth < Self.depthLimit else { throw Self.tooDeep }
    try call.spend(source.count)
    for key in source.sortedKeys {
      guard let new = source[key] else { continue }
      guard !new.isNull else {
        if overwrites { target[key] = .null }
        continue
      }
      let old = target[key]
      if case .map(let newMap) = new, case .map(let oldMap) = old {
        // A map of texts takes no others.
        if oldMap.element == .string, newMap.element != .string, newMap.count > 0 {
          throw GoFunctionError("\(Self.panic): value of type interface {} is not assignable to type string")
        }
        try merge(newMap, into: oldMap, depth: depth + 1)
        continue
      }
      if old?.elements != nil, new.elements != nil, !Self.isEmpty(old) {
        // A list is never merged; with overwriting the new one takes its place even if it is empty.
        if overwrites { target[key] = new }
        continue
      }
      if overwrites || Self.isEmpty(old) { target[key] = new }
    }
  }

  /// What mergo holds for empty: nothing, zeros, and what is empty or nil.
  private static func isEmpty(_ value: GoValue?) -> Bool { value.map(\.isEmpty) ?? true }
}
