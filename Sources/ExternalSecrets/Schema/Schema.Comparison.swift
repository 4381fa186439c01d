// Holding the table against a CustomResourceDefinition, fact by fact.

public import Basics

extension Schema {
  /// Where this schema says something else than the `openAPIV3Schema` of a CustomResourceDefinition.
  ///
  /// - Parameters:
  ///   - definition: The schema of a CustomResourceDefinition's version.
  ///   - count: Goes up by each fact compared.
  /// - Returns: The paths that differ, with the keyword; CEL rules and list types are not compared.
  public func differences(from definition: JSON, count: inout Int) -> [String] {
    var differences: [String] = []
    compare(definition, library.node(root), [], &differences, &count)
    return differences
  }

  private func compare(
    _ definition: JSON, _ node: SchemaNode, _ path: FieldPath, _ differences: inout [String], _ count: inout Int
  ) {
    let facts: [(keyword: String, isSame: Bool)] = [
      ("type", definition["type"]?.string == node.type),
      ("required", (definition["required"]?.array ?? []).compactMap(\.string) == node.required),
      ("enum", (definition["enum"]?.array ?? []) == node.choices),
      ("pattern", definition["pattern"]?.string == node.pattern),
      ("default", definition["default"] == node.fallback),
      ("nullable", definition["nullable"]?.bool ?? false == node.isNullable),
      ("format", definition["format"]?.string == node.format),
      (
        "preserve-unknown-fields",
        definition["x-kubernetes-preserve-unknown-fields"]?.bool ?? false == node.keepsUnknown
      ),
      ("int-or-string", definition["x-kubernetes-int-or-string"]?.bool ?? false == node.isIntOrString),
      ("minLength", Self.number(definition["minLength"]) == node.length.low),
      ("maxLength", Self.number(definition["maxLength"]) == node.length.high),
      ("minItems", Self.number(definition["minItems"]) == node.count.low),
      ("maxItems", Self.number(definition["maxItems"]) == node.count.high),
      ("minProperties", Self.number(definition["minProperties"]) == node.members.low),
      ("maxProperties", Self.number(definition["maxProperties"]) == node.members.high),
      ("minimum", Self.number(definition["minimum"]) == node.value.low),
      ("maximum", Self.number(definition["maximum"]) == node.value.high),
      ("oneOf", (definition["oneOf"]?.array ?? []) == node.oneOf),
      ("anyOf", (definition["anyOf"]?.array ?? []) == node.anyOf),
      ("properties", (definition["properties"]?.object ?? [:]).map(\.key) == node.propertyNames),
    ]
    count += facts.count
    for fact in facts where !fact.isSame { differences.append("\(path): \(fact.keyword)") }
    for member in definition["properties"]?.object ?? [:] {
      guard let index = node.properties[member.key] else { continue }
      compare(member.value, library.node(index), path.member(member.key), &differences, &count)
    }
    if let items = definition["items"], let index = node.items {
      compare(items, library.node(index), path.element(0), &differences, &count)
    }
    if let additional = definition["additionalProperties"], additional.object != nil, let index = node.additional {
      compare(additional, library.node(index), path.member("*"), &differences, &count)
    }
  }

  private static func number(_ json: JSON?) -> Double? { json?.number.flatMap { Double($0) } }
}
