// The schemas of the kinds, as the API server knows them from the CustomResourceDefinitions.

public import Basics

/// The schema of one kind in one version.
public struct Schema: Sendable {
  let library: SchemaLibrary
  let root: Int

  /// The schema of a kind; nil for a kind or version without one here.
  ///
  /// - Parameters:
  ///   - apiVersion: `group/version`.
  ///   - kind: The kind's name.
  ///   - library: Where schemas are looked up.
  public init?(apiVersion: String, kind: String, in library: SchemaLibrary = .builtIn) {
    guard let root = library.roots["\(apiVersion)/\(kind)"] else { return nil }
    self.library = library
    self.root = root
  }

  /// The versions of a kind that have a schema here, in alphabetical order.
  public static func versions(of kind: ObjectKind) -> [String] {
    SchemaTable.roots.keys.compactMap { name in
      let parts = name.split(separator: "/")
      return parts.count == 3 && parts[0] == kind.group && parts[2] == kind.name ? String(parts[1]) : nil
    }.sorted()
  }

  /// The kinds of a group that have a schema here, in alphabetical order.
  public static func kinds(of group: String) -> [String] {
    Set(
      SchemaTable.roots.keys.compactMap { name in
        let parts = name.split(separator: "/")
        return parts.count == 3 && parts[0] == group ? String(parts[2]) : nil
      }
    ).sorted()
  }

  /// The object as the API server stores it: what isn't written, or is null where that is no value, has its default or
  /// isn't there (`PruneNonNullableNullsWithoutDefaults`).
  public func defaulted(_ json: JSON) -> JSON {
    defaulted(json, library.node(root))
  }

  private func defaulted(_ json: JSON, _ node: SchemaNode) -> JSON {
    switch json.value {
    case .object(var members):
      var isChanged = false
      for name in node.propertyNames {
        guard let index = node.properties[name] else { continue }
        let inner = library.node(index)
        let present = members[name]
        if present == nil || isNoValue(present, inner) {
          guard present != nil || inner.fallback != nil else { continue }
          members[name] = inner.fallback.map { defaulted($0, inner) }
          isChanged = true
        } else if let present, inner.type == "object" || inner.type == "array" {
          members[name] = defaulted(present, inner)
          isChanged = true
        }
      }
      if let additional = node.additional {
        let inner = library.node(additional)
        // Of thousands of members each is visited once; those that can't hold a default are left as they are.
        let isDeep = inner.type == "object" || inner.type == "array"
        if isDeep || members.contains(where: { isNoValue($0.value, inner) }) {
          members = JSON.Members(
            members.compactMap { member in
              guard node.properties[member.key] == nil else { return member }
              var member = member
              guard !isNoValue(member.value, inner) else {
                guard let fallback = inner.fallback else { return nil }
                member.value = fallback
                return member
              }
              if isDeep { member.value = defaulted(member.value, inner) }
              return member
            })
          isChanged = true
        }
      }
      return isChanged ? JSON(.object(members), range: json.range) : json
    case .array(let elements):
      guard let items = node.items else { return json }
      let inner = library.node(items)
      return JSON(
        .array(elements.map { defaulted(isNoValue($0, inner) ? inner.fallback ?? $0 : $0, inner) }), range: json.range)
    default: return json
    }
  }

  /// Whether it is null where null is no value.
  private func isNoValue(_ json: JSON?, _ node: SchemaNode) -> Bool {
    json?.isNull == true && !node.isNullable
  }
}
