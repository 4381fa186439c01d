// One type of the schema table, read when it is first needed.

internal import Basics

/// A type of a structural schema (Kubernetes' OpenAPI v3 subset).
struct SchemaNode: Sendable {
  /// `t`: `object`, `array`, `string`, `integer`, `number` or `boolean`; nil where anything goes.
  var type: String?
  /// `p`: the types of members, by name.
  var properties: [String: Int] = [:]
  /// The members in the order of the table.
  var propertyNames: [String] = []
  /// `r`: members that must be there.
  var required: [String] = []
  /// `e`: the values there may be.
  var choices: [JSON] = []
  /// `x`: a pattern that strings match, unanchored.
  var pattern: String?
  /// `d`: what stands where nothing is written.
  var fallback: JSON?
  /// `n`: whether null is a value.
  var isNullable = false
  /// `f`: `int32`, `date-time` and the like.
  var format: String?
  /// `u`: whether unknown members are kept.
  var keepsUnknown = false
  /// `s`: whether an integer or a string may stand there.
  var isIntOrString = false
  /// `a`: the type of the values of a map.
  var additional: Int?
  /// `i`: the type of the elements of an array.
  var items: Int?
  /// `l`: the length of a string.
  var length = Bounds()
  /// `c`: the number of elements.
  var count = Bounds()
  /// `m`: the number of members.
  var members = Bounds()
  /// `v`: the value of a number.
  var value = Bounds()
  /// `o`: of these alternatives exactly one holds; `y`: at least one.
  var oneOf: [JSON] = []
  var anyOf: [JSON] = []

  /// A lower and an upper bound.
  struct Bounds: Sendable {
    var low: Double?
    var high: Double?

    init(_ json: JSON? = nil) {
      low = json?[0]?.number.flatMap { Double($0) }
      high = json?[1]?.number.flatMap { Double($0) }
    }
  }

  init(_ json: JSON) {
    type = json["t"]?.string
    for member in json["p"]?.object ?? [:] {
      properties[member.key] = member.value.int
      propertyNames.append(member.key)
    }
    required = (json["r"]?.array ?? []).compactMap(\.string)
    choices = json["e"]?.array ?? []
    pattern = json["x"]?.string
    fallback = json["d"]
    isNullable = json["n"]?.bool ?? false
    format = json["f"]?.string
    keepsUnknown = json["u"]?.bool ?? false
    isIntOrString = json["s"]?.bool ?? false
    additional = json["a"]?.int
    items = json["i"]?.int
    length = Bounds(json["l"])
    count = Bounds(json["c"])
    members = Bounds(json["m"])
    value = Bounds(json["v"])
    oneOf = json["o"]?.array ?? []
    anyOf = json["y"]?.array ?? []
  }
}
