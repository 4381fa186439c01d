// The functions every Go template has.

/// Go's predefined functions (`text/template`, "Functions").
enum Builtins {
  /// Every function by its name.
  static let references: [String: FunctionReference] =
    (comparisons + collections + escapers + printing + logic).reduce(into: [:]) { $0[$1.name] = $1 }

  private static let printing: [FunctionReference] = [
    function("print", [], variadic: .any) { arguments, call in try spending(GoFormat.sprint(arguments), call) },
    function("println", [], variadic: .any) { arguments, call in try spending(GoFormat.sprintln(arguments), call) },
    function("printf", [.string], variadic: .any) { arguments, call in
      try spending(GoFormat.sprintf(arguments.first?.stringBytes ?? [], Array(arguments.dropFirst())), call)
    },
  ]

  private static let logic: [FunctionReference] = [
    FunctionReference(name: "and", parameters: [.reflectValue], variadic: .reflectValue, implementation: .and),
    FunctionReference(name: "or", parameters: [.reflectValue], variadic: .reflectValue, implementation: .or),
    function("not", [.reflectValue]) { arguments, _ in .bool(!(arguments.first ?? .null).isTrue) },
    FunctionReference(name: "call", parameters: [.reflectValue], variadic: .reflectValue, implementation: .call),
  ]

  /// What `call` says of a value, none of which is a function; `text` is how the template spells it.
  static func refusal(ofCalling callee: GoValue, _ text: [UInt8]?) -> GoFunctionError {
    guard !callee.isNull else { return GoFunctionError("call of nil") }
    let name = text ?? callee.stringBytes ?? Array("<\(callee.typeName) Value>".utf8)
    return GoFunctionError(
      "non-function \(String(decoding: name, as: UTF8.self)) of type \(callee.typeName)",
      redacted: "non-function of type \(callee.typeName)")
  }

  // MARK: Making them

  static func function(
    _ name: String, _ parameters: [GoType], variadic: GoType? = nil, _ body: @escaping GoFunction.Body
  ) -> FunctionReference {
    FunctionReference(name: name, parameters: parameters, variadic: variadic, implementation: .body(body))
  }

  /// A function whose arguments Go hands over as reflection's values.
  static func reflective(
    _ name: String, _ count: Int, isVariadic: Bool = false,
    _ body: @escaping @Sendable (ReflectedArguments) throws(GoFunctionError) -> GoValue
  ) -> FunctionReference {
    FunctionReference(
      name: name, parameters: Array(repeating: .reflectValue, count: count),
      variadic: isVariadic ? .reflectValue : nil, implementation: .reflective(body))
  }

  /// A text as a value, once it is accounted for.
  static func spending(_ text: [UInt8], _ call: CallContext) throws(GoFunctionError) -> GoValue {
    try call.spend(text.count)
    return .string(text)
  }
}
