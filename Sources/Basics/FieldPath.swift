// The name of a field inside an object, written as Kubernetes' own errors write it.

/// A path into an object, such as `spec.data[0].remoteRef.key`.
public struct FieldPath: Sendable, Hashable {
  /// One step of a path.
  public enum Step: Sendable, Hashable {
    /// A member of an object.
    case member(String)
    /// An element of an array, counted from 0.
    case element(Int)
  }

  /// The steps from the root of the object.
  public var steps: [Step]

  /// A path of the given steps; none is the object itself.
  public init(_ steps: [Step] = []) {
    self.steps = steps
  }

  /// The path of the member `name` below this one.
  public func member(_ name: String) -> FieldPath { FieldPath(steps + [.member(name)]) }

  /// The path of the element at `index` below this one.
  public func element(_ index: Int) -> FieldPath { FieldPath(steps + [.element(index)]) }
}

extension FieldPath: ExpressibleByArrayLiteral {
  /// A path from the names of members: `["spec", "data"]`.
  public init(arrayLiteral names: String...) {
    self.init(names.map(Step.member))
  }
}

extension FieldPath: CustomStringConvertible {
  /// The path as Kubernetes writes it; a member that holds a dot or bracket stands in brackets: `data[tls.crt]`.
  public var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .element(let index):
        text += "[\(index)]"
      case .member(let name) where name.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "[") }):
        text += "[\(name)]"
      case .member(let name):
        text += text.isEmpty ? name : "." + name
      }
    }
    return text
  }
}
