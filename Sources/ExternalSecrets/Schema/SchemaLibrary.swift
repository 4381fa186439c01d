// Schemas by kind: those built in, or those of CustomResourceDefinitions that are given.

public import Basics

/// Schemas of kinds.
public final class SchemaLibrary: Sendable {
  private let nodes: [SchemaNode]
  /// The number of each kind's type, by `group/version/kind`.
  let roots: [String: Int]

  private init(nodes: [SchemaNode], roots: [String: Int]) {
    self.nodes = nodes
    self.roots = roots
  }

  /// The schemas of the External Secrets Operator and of kubernetes-external-secrets.
  public static let builtIn = SchemaLibrary(
    nodes: SchemaTable.types.withUTF8Buffer { text in
      text.split(separator: 0x0A).map { line in
        // The table is the program's own: a line that is no JSON would fail the test that walks every type.
        SchemaNode((try? JSON.parse(Array(line), locating: false)) ?? [:])
      }
    }, roots: SchemaTable.roots)

  /// The schemas of CustomResourceDefinitions; CEL rules are left out.
  ///
  /// - Parameter definitions: Objects of kind CustomResourceDefinition (`apiextensions.k8s.io/v1`); others are passed over.
  public convenience init(definitions: [JSON]) {
    var builder = SchemaBuilder()
    var roots: [String: Int] = [:]
    for definition in definitions where definition["kind"]?.string == "CustomResourceDefinition" {
      let spec = definition["spec"]
      let group = spec?["group"]?.string ?? ""
      let kind = spec?["names"]?["kind"]?.string ?? ""
      for version in spec?["versions"]?.array ?? [] {
        guard let name = version["name"]?.string, let schema = version["schema"]?["openAPIV3Schema"] else { continue }
        roots["\(group)/\(name)/\(kind)"] = builder.number(schema, depth: 0)
      }
    }
    self.init(nodes: builder.nodes, roots: roots)
  }

  /// A type by its number; anything goes for a number that isn't there.
  func node(_ index: Int) -> SchemaNode {
    nodes.indices.contains(index) ? nodes[index] : SchemaNode([:])
  }
}

/// Turns the schemas of definitions into types.
private struct SchemaBuilder {
  private(set) var nodes: [SchemaNode] = []
  /// Deeper than any real schema, and than a stack likes.
  private static let depthLimit = 100

  mutating func number(_ schema: JSON, depth: Int) -> Int {
    var node = SchemaNode([:])
    node.type = schema["type"]?.string
    node.required = (schema["required"]?.array ?? []).compactMap(\.string)
    node.choices = schema["enum"]?.array ?? []
    node.pattern = schema["pattern"]?.string
    node.fallback = schema["default"]
    node.isNullable = schema["nullable"]?.bool ?? false
    node.format = schema["format"]?.string
    node.keepsUnknown = schema["x-kubernetes-preserve-unknown-fields"]?.bool ?? false
    node.isIntOrString = schema["x-kubernetes-int-or-string"]?.bool ?? false
    node.length = .init([schema["minLength"] ?? .null, schema["maxLength"] ?? .null])
    node.count = .init([schema["minItems"] ?? .null, schema["maxItems"] ?? .null])
    node.members = .init([schema["minProperties"] ?? .null, schema["maxProperties"] ?? .null])
    node.value = .init([schema["minimum"] ?? .null, schema["maximum"] ?? .null])
    node.oneOf = schema["oneOf"]?.array ?? []
    node.anyOf = schema["anyOf"]?.array ?? []
    if depth < Self.depthLimit {
      for member in schema["properties"]?.object ?? [:] {
        node.properties[member.key] = number(member.value, depth: depth + 1)
        node.propertyNames.append(member.key)
      }
      node.items = schema["items"].map { number($0, depth: depth + 1) }
      if let additional = schema["additionalProperties"], additional.object != nil {
        node.additional = number(additional, depth: depth + 1)
      }
    }
    nodes.append(node)
    return nodes.count - 1
  }
}
