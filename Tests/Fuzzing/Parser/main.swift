// Parses whatever libFuzzer thinks of.

import FuzzDriver
import GoTemplate
import TemplateFunctions

private enum Fuzzing {
  static let functions = TemplateFunctions.all()
}

/// One input: a template, which is to be parsed or refused, and looked through.
Fuzzer.run { bytes, count in
  let text = Array(UnsafeBufferPointer(start: bytes, count: count))
  guard let template = try? Template(text, name: "out", functions: Fuzzing.functions, missingKey: .error) else {
    return 0
  }
  _ = template.keyReferences
  _ = template.calledFunctions
  return 0
}
