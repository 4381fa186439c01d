// `@name:argument`: functions from JSON text to JSON text, as gjson names and defines them.

internal import Basics

/// A modifier: the text it works on and its argument give new text.
typealias Modifier = @Sendable (_ json: [UInt8], _ argument: [UInt8], _ lookup: Lookup) -> [UInt8]

/// Every modifier by its name.
let modifiers: [String: Modifier] = [
  "this": { json, _, _ in json },
  "valid": { json, _, _ in isValidJSON(json) ? json : [] },
  "ugly": { json, _, _ in ugly(json) },
  "pretty": { json, argument, _ in PrettyPrinter(argument: argument).print(json) },
  "reverse": { json, _, _ in reversed(json) },
  "flatten": { json, argument, lookup in
    flattened(json, deeply: option("deep", in: argument)?.bool ?? false, lookup: lookup)
  },
  "join": { json, argument, _ in joined(json, keepingDuplicates: option("preserve", in: argument)?.bool ?? false) },
  "keys": { json, _, _ in
    let value = GJSON.Value(parsing: json)
    return array(of: value) { name, _ in value.isObject ? name.raw : Array("null".utf8) }
  },
  "values": { json, _, _ in
    let value = GJSON.Value(parsing: json)
    return value.isArray ? json : array(of: value) { _, value in value.raw }
  },
  "tostr": { json, _, _ in quoted(json) },
  "fromstr": { json, _, _ in isValidJSON(json) ? GJSON.Value(parsing: json).text : [] },
  "group": { json, _, _ in grouped(json) },
  "dig": { json, argument, lookup in
    var found: [[UInt8]] = []
    dig(GJSON.Value(parsing: json), path: argument, into: &found, lookup: lookup)
    return enclosed("[", found, "]")
  },
]

/// The member `name` of a modifier's JSON argument, the last one if it is there more than once.
func option(_ name: String, in argument: [UInt8]) -> GJSON.Value? {
  guard !argument.isEmpty else { return nil }
  var found: GJSON.Value?
  GJSON.Value(parsing: argument).forEach { key, value in
    if key.content.elementsEqual(name.utf8) { found = value }
  }
  return found
}

private func enclosed(_ open: Unicode.Scalar, _ items: [[UInt8]], _ close: Unicode.Scalar) -> [UInt8] {
  [UInt8(ascii: open)] + items.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: close)]
}

private func array(
  of value: GJSON.Value, _ item: (_ name: GJSON.Value, _ value: GJSON.Value) -> [UInt8]
) -> [UInt8] {
  var items: [[UInt8]] = []
  value.forEach { items.append(item($0, $1)) }
  return enclosed("[", items, "]")
}

private func member(_ name: GJSON.Value, _ value: GJSON.Value) -> [UInt8] {
  name.raw + [UInt8(ascii: ":")] + value.raw
}

private func reversed(_ json: [UInt8]) -> [UInt8] {
  let value = GJSON.Value(parsing: json)
  guard value.isArray || value.isObject else { return json }
  var items: [[UInt8]] = []
  value.forEach { name, element in items.append(value.isObject ? member(name, element) : element.raw) }
  return value.isObject ? enclosed("{", items.reversed(), "}") : enclosed("[", items.reversed(), "]")
}

private func flattened(_ json: [UInt8], deeply: Bool, lookup: Lookup) -> [UInt8] {
  let value = GJSON.Value(parsing: json)
  guard value.isArray, lookup.spend(json.count) else { return json }
  var items: [[UInt8]] = []
  value.forEach { _, element in
    var raw = element.raw
    if element.isArray {
      if deeply { raw = lookup.deeper(or: []) { flattened(raw, deeply: true, lookup: lookup) } }
      raw = trimmed(unwrapped(raw)[...])
    }
    if !raw.isEmpty { items.append(raw) }
  }
  return enclosed("[", items, "]")
}

/// The text between the brackets of an array or object.
private func unwrapped(_ json: [UInt8]) -> [UInt8] {
  let text = trimmed(json[...])
  guard text.count >= 2, text[0] == UInt8(ascii: "[") || text[0] == UInt8(ascii: "{") else { return text }
  return Array(text[1..<(text.count - 1)])
}

private func joined(_ json: [UInt8], keepingDuplicates: Bool) -> [UInt8] {
  let list = GJSON.Value(parsing: json)
  guard list.isArray else { return json }
  var items: [[UInt8]] = []
  var places: [[UInt8]: Int] = [:]
  list.forEach { _, object in
    guard object.isObject else { return }
    guard !keepingDuplicates else { return items.append(unwrapped(object.raw)) }
    object.forEach { name, value in
      if let place = places[name.content] {
        // The first spelling of the name stays with the last value.
        let spelling = Scanner(items[place]).string(from: 1).end
        items[place] = Array(items[place][..<spelling]) + [UInt8(ascii: ":")] + value.raw
      } else {
        places[name.content] = items.count
        items.append(member(name, value))
      }
    }
  }
  return enclosed("{", items, "}")
}

private func grouped(_ json: [UInt8]) -> [UInt8] {
  let value = GJSON.Value(parsing: json)
  guard value.isObject else { return [] }
  var groups: [[[UInt8]]] = []
  value.forEach { name, list in
    guard list.isArray else { return }
    var index = 0
    list.forEach { _, element in
      if index == groups.count { groups.append([]) }
      groups[index].append(member(name, element))
      index += 1
    }
  }
  return enclosed("[", groups.map { enclosed("{", $0, "}") }, "]")
}

private func dig(_ parent: GJSON.Value, path: [UInt8], into found: inout [[UInt8]], lookup: Lookup) {
  let here = lookup.value(at: path, in: parent.raw)
  if here.exists { found.append(here.raw) }
  guard parent.isArray || parent.isObject else { return }
  var children: [GJSON.Value] = []
  parent.forEach { _, child in children.append(child) }
  for child in children {
    lookup.deeper(or: ()) { dig(child, path: path, into: &found, lookup: lookup) }
  }
}

/// Whether the text is valid JSON.
func isValidJSON(_ text: [UInt8]) -> Bool {
  (try? JSON.parse(text, locating: false)) != nil
}

/// The text as a JSON string, with the characters escaped that gjson escapes.
func quoted(_ text: [UInt8]) -> [UInt8] {
  var output: [UInt8] = []
  JSON.quote(String(decoding: text, as: UTF8.self), into: &output, escapesHTML: true)
  return output
}
