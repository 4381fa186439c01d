import Foundation
import TestSupport
import Testing

/// For each flag of `create` the manifest it leads to, that it passes `validate`, and the Secret it stands for.
@Suite struct CreateGoldenTests {
  private static let folder = ProgramRun.checkout.appendingPathComponent("Tests/CommandsTests/Goldens/create")
  private static let isWriting = ProcessInfo.processInfo.environment["EXTSECRET_WRITE_GOLDENS"] != nil

  /// Compares a text with its file, or writes the file anew.
  private func compare(_ text: String, with file: String) throws {
    let url = Self.folder.appendingPathComponent(file)
    if Self.isWriting { return try Data(text.utf8).write(to: url) }
    let expected = String(decoding: try Data(contentsOf: url), as: UTF8.self)
    #expect(text == expected, "\(file)")
  }

  @Test("Each flag leads to its golden manifest", arguments: CreateGoldens.all)
  func writes(golden: CreateGoldens.Golden) async throws {
    let run = await CommandRun(golden.words, files: CreateGoldens.files)
    #expect(run.code == 0, "\(run.errors)")
    let line = golden.words.map { $0.contains(" ") || $0.contains("*") ? "'\($0)'" : $0 }.joined(separator: " ")
    let heading = golden.isJSON ? "" : "# kubectl extsecret \(line)\n"
    try compare(heading + run.output, with: "\(golden.name).\(golden.isJSON ? "json" : "yaml")")
    if !run.errors.isEmpty { try compare(run.errors, with: "\(golden.name).stderr") }
  }

  @Test("Each golden manifest passes validate", arguments: CreateGoldens.all)
  func isValid(golden: CreateGoldens.Golden) async throws {
    let run = await CommandRun(golden.words, files: CreateGoldens.files)
    let words = ["validate", "-f", "-"] + (golden.name == "api-version" ? ["--controller-version", "0.16"] : [])
    let validation = await CommandRun(words, files: CreateGoldens.files.merging(["-": run.output]) { $1 })
    #expect(
      validation.code == 0 && validation.output.contains("0 errors, 0 warnings"), "\(validation.output)\(run.output)")
  }

  @Test(
    "Each golden manifest renders to the Secret that is expected", arguments: CreateGoldens.all.filter(\.isRenderable))
  func renders(golden: CreateGoldens.Golden) async throws {
    let run = await CommandRun(golden.words, files: CreateGoldens.files)
    // JSON is YAML; what is left of a patch is no ExternalSecret.
    let render = await CommandRun(
      ["render", "--offline", "-f", "-", "--values", "values.yaml", "-f", "names.yaml", "-o", "yaml", "--show-values"],
      files: CreateGoldens.files.merging(["-": run.output, "names.yaml": Self.namedStores(besides: run.output)]) { $1 })
    #expect(render.code == 0, "\(render.errors)")
    try compare(render.output, with: "\(golden.name).secret.yaml")
  }

  /// The stores that a golden refers to without writing them; their values come from `values.yaml`.
  private static func namedStores(besides output: String) -> String {
    ["SecretStore", "ClusterSecretStore"].filter { !output.contains("kind: \($0)\nmetadata") }.map { kind in
      """
      apiVersion: external-secrets.io/v1
      kind: \(kind)
      metadata: {name: aws\(output.contains("namespace: shop") && kind == "SecretStore" ? ", namespace: shop" : "")}
      spec: {provider: {aws: {service: SecretsManager, region: eu-west-1}}}

      """
    }.joined(separator: "---\n")
  }

  @Test("No golden, and nothing said beside it, holds a value that had to be read")
  func showsNoValue() async throws {
    for golden in CreateGoldens.all {
      let run = await CommandRun(golden.words, files: CreateGoldens.files)
      for value in ["same value", "p\"w 1", "p\\\"w", "in-plain-text", "PRIVATE", "elsewhere"] {
        #expect(!(run.output + run.errors).contains(value), "\(golden.name)")
      }
    }
  }
}
