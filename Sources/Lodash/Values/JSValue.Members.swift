// What a value has by a name: its own, or what JavaScript gives all of its kind.

extension JSValue {
  /// The member of a name.
  ///
  /// `undefined` and `null` have none: reading one of theirs throws, which the caller says.
  func ownMember(_ name: String) -> PropertyPath.Answer {
    switch self {
    case .undefined, .null: return .missing
    case .object(let object): if let value = object[name] { return .found(value) }
    case .array(let elements):
      if name == "length" { return .found(.number(Double(elements.count))) }
      if let index = JSObject.arrayIndex(name) { return index < elements.count ? .found(elements[index]) : .missing }
    case .string(let text):
      let units = text.utf16
      if name == "length" { return .found(.number(Double(units.count))) }
      if let offset = JSObject.arrayIndex(name) {
        guard offset < units.count else { return .missing }
        let unit = units[units.index(units.startIndex, offsetBy: offset)]
        // Half a pair is no text of its own here.
        return Unicode.Scalar(UInt32(unit)).map { .found(.string(String(Character($0)))) } ?? .inherited
      }
    case .buffer(let bytes):
      if name == "length" { return .found(.number(Double(bytes.count))) }
      if let index = JSObject.arrayIndex(name) {
        return index < bytes.count ? .found(.number(Double(bytes[index]))) : .missing
      }
    case .bool, .number: break
    }
    return inherits(name) ? .inherited : .missing
  }

  private func inherits(_ name: String) -> Bool {
    if Self.objectMembers.contains(name) { return true }
    return switch self {
    case .array: Self.arrayMembers.contains(name)
    case .string: Self.stringMembers.contains(name)
    case .number: Self.numberMembers.contains(name)
    case .buffer: true
    default: false
    }
  }

  private static func words(_ text: StaticString) -> Set<String> {
    Set(text.description.split(separator: " ").map(String.init))
  }

  private static let objectMembers = words(
    """
    constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf __proto__ \
    __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__
    """)
  private static let arrayMembers = words(
    """
    at concat copyWithin entries every fill filter find findIndex findLast findLastIndex flat flatMap forEach includes \
    indexOf join keys lastIndexOf map pop push reduce reduceRight reverse shift slice some sort splice toReversed \
    toSorted toSpliced unshift values with
    """)
  private static let stringMembers = words(
    """
    anchor at big blink bold charAt charCodeAt codePointAt concat endsWith fixed fontcolor fontsize includes indexOf \
    italics lastIndexOf link localeCompare match matchAll normalize padEnd padStart repeat replace replaceAll search \
    slice small split startsWith strike sub substr substring sup toLocaleLowerCase toLocaleUpperCase toLowerCase \
    toUpperCase trim trimEnd trimLeft trimRight trimStart isWellFormed toWellFormed
    """)
  private static let numberMembers = words("toExponential toFixed toPrecision")
}
