// The controller's functions on YAML, which are sigs.k8s.io/yaml's: JSON in between, YAML 1.1 for what scalars mean.

internal import Basics
internal import GoTemplate
internal import YAML

/// YAML.
enum YAMLFunctions {
  static let table: [String: GoFunction] = [
    "toYaml": GoFunction([.any]) { arguments, call in
      var writer = GoJSONWriter()
      let json: JSON
      do throws(GoFunctionError) {
        json = try GoJSON.parse(try writer.text(arguments.any(0), call: call))
      } catch {
        guard error.message.hasPrefix("json: ") else { throw error }
        return .string("")
      }
      guard GoYAML.canHold(json) else { return .string("") }
      let text = Array(YAML.text(GoYAML.respelling(json), style: .go).utf8)
      return .string(text.last == UInt8(ascii: "\n") ? text.dropLast() : text)
    },
    "fromYaml": GoFunction([.string]) { arguments, call in
      let text = arguments.string(0)
      try call.spend(text.count)
      var problem: GoFunctionError?
      do throws(GoFunctionError) {
        let json = try GoYAML.parse(text)
        guard !json.isNull else { return .map(GoMap()) }
        guard json.object != nil else { throw GoYAML.notAMap(json) }
        let value = GoJSON.value(json, problem: &problem)
        if let problem { throw GoFunctionError("error unmarshaling JSON: while decoding JSON: \(problem.message)") }
        return value
      } catch {
        return .map(GoMap([Array("Error".utf8): .string(error.message)]))
      }
    },
  ]
}

/// What sigs.k8s.io/yaml does around the YAML library.
private enum GoYAML {
  /// Whether go-yaml reads this JSON back: it stumbles over some characters, and over keys longer than 1024.
  static func canHold(_ json: JSON) -> Bool {
    switch json.value {
    case .null, .bool, .number: true
    case .string(let text): isReadable(text)
    case .array(let elements): elements.allSatisfy(canHold)
    case .object(let members):
      members.allSatisfy { member in
        isReadable(member.key) && JSON.string(member.key).bytes(.goMarshal).count <= 1024 && canHold(member.value)
      }
    }
  }

  /// Characters that JSON leaves as they are and YAML forbids: DEL, the C1 controls but for NEL, two noncharacters.
  private static func isReadable(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0x7F...0x84, 0x86...0x9F, 0xFFFE, 0xFFFF: false
      default: true
      }
    }
  }

  /// The value with its numbers spelled as go-yaml spells what it read: integers of 64 bits stay, all else are floats.
  static func respelling(_ json: JSON) -> JSON {
    switch json.value {
    case .number(let text):
      let isInteger = Int64(text) != nil || UInt64(text) != nil
      guard !isInteger, let number = Double(text) else { return json }
      return JSON(.number(String(decoding: GoFloat.format(number), as: UTF8.self)))
    case .array(let elements): return .array(elements.map(respelling))
    case .object(let members):
      return .object(JSON.Members(members.map { .init(key: $0.key, value: respelling($0.value)) }))
    case .null, .bool, .string: return json
    }
  }

  /// The first document, or Go's words for what is wrong with it.
  static func parse(_ text: [UInt8]) throws(GoFunctionError) -> JSON {
    if let problem = YAML.goSyntaxError(text) { throw GoFunctionError("error converting YAML to JSON: \(problem)") }
    do throws(LocatedError) {
      return try YAML.firstDocument(text)
    } catch {
      throw GoFunctionError("error converting YAML to JSON: yaml: \(error.message)")
    }
  }

  static func notAMap(_ json: JSON) -> GoFunctionError {
    let found =
      switch json.value {
      case .bool: "bool"
      case .number: "number"
      case .string: "string"
      default: "array"
      }
    return GoFunctionError(
      "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(found) into Go value of type "
        + "map[string]interface {}")
  }
}
