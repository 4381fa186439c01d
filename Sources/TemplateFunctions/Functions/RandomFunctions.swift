// Sprig's functions whose results nobody can predict. Each says so.

internal import Basics
internal import GoTemplate

/// Random texts and numbers.
enum RandomFunctions {
  static let table: [String: GoFunction] = [
    "randAlphaNum": text("randAlphaNum", of: letters + digits),
    "randAlpha": text("randAlpha", of: letters),
    "randNumeric": text("randNumeric", of: digits),
    "randAscii": text("randAscii", of: Array(0x20...0x7E)),
    "randBytes": GoFunction([.int]) { arguments, call in
      let count = arguments.int(0)
      guard count >= 0 else { throw GoFunctionError("runtime error: makeslice: len out of range") }
      try call.spend(count, of: 2)
      call.markUnpredictable("randBytes")
      return .string(Base64.standard.encode(call.randomBytes(count)))
    },
    "randInt": GoFunction([.int, .int]) { arguments, call in
      let (low, high) = (arguments.int(0), arguments.int(1))
      guard high &- low > 0 else { throw GoFunctionError("invalid argument to Intn") }
      call.markUnpredictable("randInt")
      return .int(low &+ Int(uniform(below: UInt64(high &- low), call)))
    },
    "shuffle": GoFunction([.string]) { arguments, call in
      var runes = GoText.runes(arguments.string(0)).map(\.scalar)
      if Set(runes).count > 1 { call.markUnpredictable("shuffle") }
      for index in runes.indices.reversed() where index > 0 {
        runes.swapAt(index, Int(uniform(below: UInt64(index + 1), call)))
      }
      return .string(GoText.text(runes))
    },
    "uuidv4": GoFunction([]) { _, call in
      call.markUnpredictable("uuidv4")
      var bytes = call.randomBytes(16)
      guard bytes.count == 16 else { throw noRandomness }
      bytes[6] = bytes[6] & 0x0F | 0x40
      bytes[8] = bytes[8] & 0x3F | 0x80
      let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { bytes[$0].hexadecimal }
      return .string(groups.joined(separator: "-"))
    },
  ]

  /// What there is to say where the source of randomness gives nothing.
  static let noRandomness = GoFunctionError("no random bytes are to be had")

  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
  private static let digits = Array("0123456789".utf8)

  private static func text(_ name: String, of alphabet: [UInt8]) -> GoFunction {
    GoFunction([.int]) { arguments, call in
      let count = arguments.int(0)
      // A negative length gives nothing: sprig drops the error.
      guard count > 0 else { return .string("") }
      try call.spend(count, of: 2)
      call.markUnpredictable(name)
      return .string((0..<count).map { _ in alphabet[Int(uniform(below: UInt64(alphabet.count), call))] })
    }
  }

  /// A number below `bound`, each as likely as another.
  private static func uniform(below bound: UInt64, _ call: CallContext) -> UInt64 {
    let limit = UInt64.max - UInt64.max % bound
    while true {
      let bytes = call.randomBytes(8)
      let number = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      if number < limit || bytes.isEmpty { return number % bound }
    }
  }
}
