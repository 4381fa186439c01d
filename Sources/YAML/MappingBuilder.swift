// Members of a mapping as they come, with the rules for duplicates and merges.

internal import Basics

/// Collects a mapping's members; of two with one key the later value stands in the earlier's place.
struct MappingBuilder {
  private(set) var list: [JSON.Members.Member] = []
  /// Where each key stands, kept only when there are many: most mappings are short.
  private var places: [String: Int]?

  var members: JSON.Members { JSON.Members(list) }

  /// Adds or replaces a member.
  ///
  /// Returns the place of the one it replaces, nil inside nil if that is not known.
  mutating func set(_ member: JSON.Members.Member) -> SourceRange?? {
    if let place = place(of: member.key) {
      let earlier = list[place].keyRange
      list[place] = member
      return .some(earlier)
    }
    places?[member.key] = list.count
    list.append(member)
    if list.count == 17 { places = Dictionary(list.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { $1 }) }
    return nil
  }

  private func place(of key: String) -> Int? {
    // String's own equality is canonical equivalence; keys are bytes.
    if let places { return places[key].flatMap { list[$0].key.utf8.elementsEqual(key.utf8) ? $0 : nil } }
    return list.firstIndex { $0.key.utf8.elementsEqual(key.utf8) }
  }

  /// Merges a map, or a list of maps of which the earlier win (YAML 1.1's `<<`, as go-yaml v2 does it: in place).
  mutating func merge(_ value: JSON) -> Bool {
    if let members = value.object {
      for member in members { _ = set(member) }
      return true
    }
    guard let list = value.array, list.allSatisfy({ $0.object != nil }) else { return false }
    for element in list.reversed() { _ = merge(element) }
    return true
  }
}
