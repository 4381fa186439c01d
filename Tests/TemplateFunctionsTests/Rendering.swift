import GoTemplate

@testable import TemplateFunctions

/// Renders one template as the controller does: data are strings, a missing key is an error.
enum Rendering {
  static let functions = TemplateFunctions.all(zoneData: { _ in nil })

  /// The time every render sees: 2026-08-15T12:00:00Z.
  static let now: Int64 = 1_786_795_200

  static func context(byteLimit: Int = 64 << 20, workLimit: Int = 50_000_000) -> CallContext {
    var counter: UInt8 = 0
    return CallContext(
      now: (now, 0),
      randomBytes: { count in
        (0..<count).map { _ in
          counter &+= 37
          return counter
        }
      }, byteLimit: byteLimit, workLimit: workLimit)
  }

  static func render(
    _ template: String, _ data: [String: String] = [:], functions: [String: GoFunction] = functions,
    context: CallContext = context()
  ) throws(TemplateError) -> [UInt8] {
    let map = GoMap(of: .string)
    for (key, value) in data { map[key] = .string(value) }
    let parsed = try Template(
      Array(template.utf8), name: "out", functions: functions, missingKey: .error)
    return try parsed.render(.map(map), context: context)
  }

  /// The text of the output, or Go's error.
  static func outcome(_ template: String, _ data: [String: String] = [:]) -> String {
    do throws(TemplateError) {
      return String(decoding: try render(template, data), as: UTF8.self)
    } catch {
      return error.message
    }
  }
}
