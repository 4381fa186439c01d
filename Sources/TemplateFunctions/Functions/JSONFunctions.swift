// Sprig's functions on JSON.

internal import GoTemplate

/// JSON.
enum JSONFunctions {
  static let table: [String: GoFunction] = [
    "fromJson": GoFunction([.string]) { arguments, call in
      try call.spend(arguments.string(0).count)
      guard let json = try? GoJSON.parse(arguments.string(0)) else { return .null }
      var problem: GoFunctionError?
      return GoJSON.value(json, problem: &problem)
    },
    "mustFromJson": GoFunction([.string]) { arguments, call in
      try call.spend(arguments.string(0).count)
      var problem: GoFunctionError?
      let value = GoJSON.value(try GoJSON.parse(arguments.string(0)), problem: &problem)
      if let problem { throw problem }
      return value
    },
    "toJson": swallowing { GoJSONWriter() },
    "mustToJson": failing { GoJSONWriter() },
    "toPrettyJson": swallowing { GoJSONWriter(indentation: [0x20, 0x20]) },
    "mustToPrettyJson": failing { GoJSONWriter(indentation: [0x20, 0x20]) },
    "toRawJson": failing { GoJSONWriter(escapesHTML: false) },
    "mustToRawJson": failing { GoJSONWriter(escapesHTML: false) },
  ]

  /// A function that fails with what can't be JSON.
  private static func failing(_ writer: @escaping @Sendable () -> GoJSONWriter) -> GoFunction {
    GoFunction([.any]) { arguments, call in
      var writer = writer()
      return .string(try writer.text(arguments.any(0), call: call))
    }
  }

  /// A function that gives nothing for what can't be JSON.
  private static func swallowing(_ writer: @escaping @Sendable () -> GoJSONWriter) -> GoFunction {
    GoFunction([.any]) { arguments, call in
      var writer = writer()
      do throws(GoFunctionError) {
        return .string(try writer.text(arguments.any(0), call: call))
      } catch {
        guard error.message.hasPrefix("json: ") else { throw error }
        return .string("")
      }
    }
  }
}
