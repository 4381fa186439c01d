// The desired object as Kubernetes would have it, values as the caller lets them appear.

public import Basics

/// The form a value takes at its place in an object.
public enum ValuePlace: Sendable, Hashable {
  /// Base64 text: a Secret's data.
  case base64
  /// A string.
  case string
  /// JSON text of a number, `true`, `false` or `null`.
  case literal
}

extension DesiredObject {
  /// The object as JSON, its members in the order people expect (metadata, type, data), keys sorted.
  ///
  /// - Parameter show: What stands in the place of a value: the value itself, or something that doesn't tell it.
  /// - Returns: The object.
  public func json(_ show: (DesiredValue, ValuePlace) -> JSON) -> JSON {
    var metadata: JSON.Members = ["name": .string(name), "namespace": .string(namespace)]
    if !labels.isEmpty { metadata.append("labels", strings(labels, show)) }
    if !annotations.isEmpty { metadata.append("annotations", strings(annotations, show)) }
    if !finalizers.isEmpty { metadata.append("finalizers", .array(finalizers.map(JSON.string))) }
    if !ownerReferences.isEmpty { metadata.append("ownerReferences", .array(ownerReferences)) }
    var object: JSON.Members = [
      "apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": .object(metadata),
    ]
    if let type { object.append("type", .string(type)) }
    if let isImmutable { object.append("immutable", .bool(isImmutable)) }
    if isSecret, type != nil {
      let sorted = data.sorted { $0.key < $1.key }
      object.append(
        "data", .object(JSON.Members(sorted.map { .init(key: $0.key.text, value: show($0.value, .base64)) })))
    }
    for member in body { object.append(member.name, member.node.json(show)) }
    return .object(object)
  }

  private func strings(_ values: [String: DesiredValue], _ show: (DesiredValue, ValuePlace) -> JSON) -> JSON {
    let sorted = values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return .object(JSON.Members(sorted.map { .init(key: $0.key, value: show($0.value, .string)) }))
  }
}

extension DesiredNode {
  /// The node as JSON.
  ///
  /// - Parameter show: What stands in the place of a value.
  /// - Returns: The node.
  public func json(_ show: (DesiredValue, ValuePlace) -> JSON) -> JSON {
    switch self {
    case .plain(let plain): plain.json
    case .string(let value): show(value, .string)
    case .literal(let value): show(value, .literal)
    case .object(let members): .object(JSON.Members(members.map { .init(key: $0.name, value: $0.node.json(show)) }))
    case .array(let nodes): .array(nodes.map { $0.json(show) })
    }
  }
}
