// Where in a custom resource a template's result goes: `spec.rules[0].from`, as `templateFrom[].target` has it.

internal import Basics

/// A path into an object, and setting what is there.
struct TargetPath {
  /// Why a path can't be followed.
  struct Failure: Error {
    let cause: String
  }

  /// The greatest index, so that a path can't ask for a huge array.
  static let indexLimit = 10_000
  /// The most steps: far more than any object has levels, far fewer than a stack holds.
  static let stepLimit = 100

  let steps: [FieldPath.Step]

  /// Reads a path: names parted by dots, each with any number of `[index]` behind it.
  init(_ text: String) throws(Failure) {
    var steps: [FieldPath.Step] = []
    for segment in text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      guard !segment.isEmpty else { throw Failure(cause: "invalid path \"\(text)\": empty segment") }
      let bracket = segment.firstIndex(of: UInt8(ascii: "[")) ?? segment.endIndex
      if bracket > segment.startIndex { steps.append(.member(String(Substring(segment[..<bracket])))) }
      var rest = segment[bracket...]
      while !rest.isEmpty {
        guard rest.first == UInt8(ascii: "["), let end = rest.firstIndex(of: UInt8(ascii: "]")) else {
          throw Failure(cause: "invalid path \"\(text)\": brackets don't match")
        }
        let digits = String(Substring(rest[rest.index(after: rest.startIndex)..<end]))
        guard let index = Int(digits), (0...Self.indexLimit).contains(index) else {
          throw Failure(cause: "invalid path \"\(text)\": bad index \"\(digits)\", it must be 0 to \(Self.indexLimit)")
        }
        steps.append(.element(index))
        rest = rest[rest.index(after: end)...]
      }
    }
    guard steps.count <= Self.stepLimit else {
      throw Failure(cause: "invalid path: it has \(steps.count) steps, more than \(Self.stepLimit)")
    }
    guard case .member? = steps.first else {
      throw Failure(cause: "invalid path \"\(text)\": path must start with a key")
    }
    self.steps = steps
  }

  /// The node with the value at this path replaced; what is missing on the way is made.
  func set(in node: DesiredNode, _ replace: (DesiredNode?) -> DesiredNode) throws(Failure) -> DesiredNode {
    try Self.set(in: node, steps[...], replace)
  }

  private static func set(
    in node: DesiredNode?, _ steps: ArraySlice<FieldPath.Step>, _ replace: (DesiredNode?) -> DesiredNode
  )
    throws(Failure) -> DesiredNode
  {
    guard let step = steps.first else { return replace(node) }
    let rest = steps.dropFirst()
    switch step {
    case .member(let name):
      guard var members = (node ?? .object([])).members else {
        throw Failure(cause: "expected map at key \"\(name)\"")
      }
      if let index = members.firstIndex(where: { $0.name == name }) {
        members[index].node = try set(in: members[index].node, rest, replace)
      } else {
        members.append(DesiredNode.Member(name, try set(in: nil, rest, replace)))
      }
      return .object(members)
    case .element(let index):
      guard var elements = (node ?? .array([])).elements else {
        throw Failure(cause: "expected array at index \(index)")
      }
      while elements.count <= index { elements.append(.null) }
      elements[index] = try set(in: elements[index], rest, replace)
      return .array(elements)
    }
  }
}

extension DesiredNode {
  /// `null`.
  static let null = DesiredNode.plain(PlainJSON(.null))

  /// The members of an object, of `null` none; nil for any other node.
  var members: [Member]? {
    switch self {
    case .object(let members): return members
    case .plain(let plain):
      if plain.json.isNull { return [] }
      return plain.json.object.map { $0.map { Member($0.key, .plain(PlainJSON($0.value))) } }
    case .string, .literal, .array: return nil
    }
  }

  /// The elements of an array, of `null` none; nil for any other node.
  var elements: [DesiredNode]? {
    switch self {
    case .array(let elements): return elements
    case .plain(let plain):
      if plain.json.isNull { return [] }
      return plain.json.array.map { $0.map { .plain(PlainJSON($0)) } }
    case .string, .literal, .object: return nil
    }
  }

  /// The member of a name, if this is an object that has it.
  subscript(name: String) -> DesiredNode? { members?.first { $0.name == name }?.node }
}
