import Basics
import Comparison
import ExternalSecrets
import Reconciliation
import Testing

/// The list `render -o json` prints.
@Suite struct RenderListTests {
  private func decision(_ name: String, _ outcome: Outcome) -> Decision {
    let manifest = Manifest([
      "apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret",
      "metadata": ["name": .string(name), "namespace": "default"],
    ])
    return Decision(
      externalSecret: ExternalSecret(manifest: manifest, spec: ExternalSecretSpec()),
      target: TargetReference(namespace: "default", name: name), outcome: outcome)
  }

  @Test("Written piece by piece it is the same text as in one piece", arguments: [0, 1, 3])
  func pieces(count: Int) throws {
    var object = DesiredObject(namespace: "default", name: "a")
    object.type = "Opaque"
    object.data["k"] = DesiredValue(.known(SecretBytes(utf8: "s3cret")))
    let decisions = [
      decision("a", .write(object)), decision("b", .keep(reason: "why")),
      decision("c", .refuse(LocatedError("no", path: ["spec"]))),
    ].prefix(count)
    let output = MachineReadable(Disclosure(showsValues: true, fingerprinter: Fingerprinter(key: [1])))
    let failures = count == 1 ? [] : [LocatedError("broken", file: "a.yaml")]
    var written: [UInt8] = []
    output.writeRenderList(Array(decisions), failures: failures) { written += $0 }
    let whole = output.renderList(Array(decisions), failures: failures)
    #expect(try JSON.parse(written) == whole)
    if count > 0, !failures.isEmpty {
      #expect(String(decoding: written, as: UTF8.self) == whole.text(.indented) + "\n")
    }
  }
}
