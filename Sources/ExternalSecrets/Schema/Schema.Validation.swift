// Holding an object against its schema, as the API server does with strict field validation.

public import Basics
internal import RegularExpressions
internal import Synchronization

extension Schema {
  /// What the API server would refuse of an object; defaults are filled in first, as it does.
  ///
  /// - Parameter json: The object as written.
  /// - Returns: Every problem, in the order of the object.
  public func problems(_ json: JSON) -> [SchemaProblem] {
    var check = SchemaCheck(library: library)
    check.value(defaulted(json), library.node(root), [], isRoot: true)
    return check.problems
  }
}

/// One walk over an object.
private struct SchemaCheck {
  let library: SchemaLibrary
  var problems: [SchemaProblem] = []

  mutating func value(_ json: JSON, _ node: SchemaNode, _ path: FieldPath, isRoot: Bool = false) {
    if json.isNull {
      if !node.isNullable, node.type != nil { report(.type(expected: node.type ?? "", found: "null"), path, json) }
      return
    }
    guard fits(json, node) else {
      return report(
        .type(expected: node.isIntOrString ? "integer or string" : node.type ?? "", found: found(json)), path, json)
    }
    if !node.choices.isEmpty, !node.choices.contains(json) {
      report(
        .choice(value: json.string ?? json.text(), allowed: node.choices.map { $0.string ?? $0.text() }), path, json)
    }
    switch json.value {
    case .object(let members): object(members, json, node, path, isRoot: isRoot)
    case .array(let elements):
      bounds(elements.count, node.count, "items", path, json)
      guard let items = node.items else { return }
      let inner = library.node(items)
      for (index, element) in elements.enumerated() { value(element, inner, path.element(index)) }
    case .string(let text): string(text, json, node, path)
    case .number(let text): number(text, json, node, path)
    case .bool, .null: break
    }
  }

  private func fits(_ json: JSON, _ node: SchemaNode) -> Bool {
    if node.isIntOrString { return json.string != nil || json.int != nil }
    switch node.type {
    case nil: return true
    case "object": return json.object != nil
    case "array": return json.array != nil
    case "string": return json.string != nil
    case "boolean": return json.bool != nil
    case "integer": return json.number.flatMap { Double($0) }.map { $0 == $0.rounded() } ?? false
    default: return json.number != nil
    }
  }

  private func found(_ json: JSON) -> String {
    json.number.map { $0.utf8.contains(UInt8(ascii: ".")) ? "number" : "integer" } ?? json.kindName
  }

  private mutating func object(
    _ members: JSON.Members, _ json: JSON, _ node: SchemaNode, _ path: FieldPath, isRoot: Bool
  ) {
    bounds(members.count, node.members, "properties", path, json)
    for name in node.required where members[name] == nil {
      report(.required, path.member(name), json)
    }
    for member in members {
      if let index = node.properties[member.key] {
        value(member.value, library.node(index), path.member(member.key))
      } else if let additional = node.additional {
        value(member.value, library.node(additional), path.member(member.key))
      } else if !node.keepsUnknown,
        !(node.properties.isEmpty && node.type == "object" && path.steps.last == .member("metadata")
          && path.steps.count == 1)
      {
        if isRoot, ["apiVersion", "kind", "metadata"].contains(member.key) { continue }
        let near = node.propertyNames.nearest(to: member.key)
        problems.append(
          SchemaProblem(.unknownField(near: near), path: path.member(member.key), range: member.keyRange ?? json.range))
      }
    }
    if !node.oneOf.isEmpty, node.oneOf.count(where: { holds($0, members) }) != 1 { report(.alternatives, path, json) }
    if !node.anyOf.isEmpty, !node.isIntOrString, !node.anyOf.contains(where: { holds($0, members) }) {
      report(.alternatives, path, json)
    }
  }

  /// Whether an alternative holds: members that must be there, and values that members must have.
  private func holds(_ alternative: JSON, _ members: JSON.Members) -> Bool {
    for name in alternative["required"]?.array ?? [] where members[name.string ?? ""] == nil { return false }
    for property in alternative["properties"]?.object ?? [:] {
      guard let value = members[property.key], let allowed = property.value["enum"]?.array else { continue }
      if !allowed.contains(value) { return false }
    }
    return true
  }

  private mutating func string(_ text: String, _ json: JSON, _ node: SchemaNode, _ path: FieldPath) {
    bounds(text.unicodeScalars.count, node.length, "chars", path, json)
    if let pattern = node.pattern, !Patterns.matches(text, pattern) {
      report(.pattern(value: text, pattern: pattern), path, json)
    }
  }

  private mutating func number(_ text: String, _ json: JSON, _ node: SchemaNode, _ path: FieldPath) {
    guard let number = Double(text) else { return }
    if let low = node.value.low, number < low {
      report(.bounds("should be greater than or equal to \(GoNumber.plain(low))"), path, json)
    }
    if let high = node.value.high, number > high {
      report(.bounds("should be less than or equal to \(GoNumber.plain(high))"), path, json)
    }
    if node.format == "int32", Int32(exactly: number) == nil { report(.format("does not fit 32 bits"), path, json) }
    if node.format == "int64", Int64(exactly: number) == nil { report(.format("does not fit 64 bits"), path, json) }
  }

  private mutating func bounds(
    _ count: Int, _ bounds: SchemaNode.Bounds, _ what: String, _ path: FieldPath, _ json: JSON
  ) {
    let verb = what == "chars" ? "be" : "have"
    let unit = what == "chars" ? "chars long" : what
    if let low = bounds.low, Double(count) < low {
      report(.bounds("should \(verb) at least \(GoNumber.plain(low)) \(unit)"), path, json)
    }
    if let high = bounds.high, Double(count) > high {
      report(.bounds("should \(verb) at most \(GoNumber.plain(high)) \(unit)"), path, json)
    }
  }

  private mutating func report(_ reason: SchemaProblem.Reason, _ path: FieldPath, _ json: JSON) {
    problems.append(SchemaProblem(reason, path: path, range: json.range))
  }
}

/// The patterns of the table, each compiled once.
private enum Patterns {
  private static let compiled = Mutex<[String: GoRegularExpression]>([:])

  static func matches(_ text: String, _ pattern: String) -> Bool {
    let known = compiled.withLock { $0[pattern] }
    // A pattern that doesn't compile would fail the test that walks every type.
    guard let expression = known ?? (try? GoRegularExpression(pattern)) else { return true }
    if known == nil { compiled.withLock { $0[pattern] = expression } }
    return expression.firstMatch(in: Array(text.utf8)) != nil
  }
}
