import Basics
import Comparison
import Reconciliation
import Testing

/// Data as environment variables, on its way to a shell or a `.env` file.
@Suite struct VariableListTests {
  private func list(_ data: [String: [UInt8]], isExported: Bool = false) -> (text: String, failures: [LocatedError]) {
    var object = DesiredObject(namespace: "default", name: "db")
    for (key, bytes) in data { object.data[DataKey(key)] = DesiredValue(.known(SecretBytes(bytes))) }
    let disclosure = Disclosure(showsValues: true, fingerprinter: Fingerprinter(key: [1]))
    return VariableList(isExported: isExported, disclosure: disclosure).text(object)
  }

  @Test("Nothing in a value is expanded or executed by a shell")
  func quotesForShells() {
    let hostile = Array("$(id) `id` 'x' \"y\"\n\\".utf8)
    #expect(list(["A": hostile], isExported: true).text == "export A='$(id) `id` '\\''x'\\'' \"y\"\n\\'\n")
    #expect(list(["A": hostile]).text == #"A="\$(id) \`id\` 'x' \"y\"\n\\""# + "\n")
    #expect(list(["A": Array("$HOME #x".utf8)]).text == "A='$HOME #x'\n")
  }

  @Test("Bytes that are no text, and keys that make the same variable, are failures and not guesses")
  func namesWhatCannotBe() {
    let binary = list(["A": [0xFF], "B": [0x61, 0], "C": Array("c".utf8)])
    #expect(binary.text == "C='c'\n" && binary.failures.count == 2)
    let twins = list(["a.b": [0x31], "a_b": [0x32]])
    #expect(twins.text == "a_b='1'\n")
    #expect(twins.failures.map(\.message) == ["the keys a.b and a_b both make the variable a_b"])
  }
}
