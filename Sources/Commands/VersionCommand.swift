// kubectl extsecret version

import Arguments
import Basics
import ExternalSecrets
import Kubernetes
import YAML

/// Prints the versions of the plugin and of what it finds in the cluster.
struct VersionCommand: Command {
  enum Format: String, CaseIterable, Sendable {
    case text, json, yaml
  }

  static let clientOnly = Flag("client", abstract: "only the plugin's own version: no cluster is asked")
  static let format = Option<Format>(choice: "output", short: "o", abstract: "the form of the answer")

  static let description = CommandDescription(
    "version", abstract: "Print the versions of the plugin, the API server and the ExternalSecret kinds it serves.",
    examples: [("Only the plugin's own version", "kubectl extsecret version --client")],
    groups: [
      .init("Version options", [clientOnly.description, format.description]), OutputOptions.group, ClusterOptions.group,
    ],
    exitCodes: [(0, "the versions were printed"), (1, "the cluster didn't answer, or wrong use")])

  private let isClientOnly: Bool
  private let format: Format
  private let cluster: ClusterOptions
  private let output: OutputOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    isClientOnly = arguments[Self.clientOnly]
    format = try arguments.value(Self.format) ?? .text
    cluster = try ClusterOptions(arguments)
    output = try OutputOptions(arguments)
  }

  func run(in environment: Environment) async -> Int32 {
    var versions: JSON.Members = ["client": .string(Program.version)]
    var code: Int32 = 0
    if !isClientOnly {
      do throws(LocatedError) {
        let client = try ClusterConnection.client(cluster, output, environment)
        for (name, version) in try await served(client) { versions.append(name, version) }
      } catch {
        Reporter(environment: environment).error(error)
        code = 1
      }
    }
    switch format {
    case .text:
      let lines = versions.map {
        "\($0.key): \($0.value.string ?? ($0.value.array ?? []).compactMap(\.string).joined(separator: ", "))\n"
      }
      environment.printText(lines.joined())
    case .json: environment.print(JSON.object(versions).text(.indented) + "\n")
    case .yaml: environment.print(YAML.text(.object(versions)))
    }
    return code
  }

  private func served(_ client: KubernetesClient) async throws(LocatedError) -> [(String, JSON)] {
    do throws(KubernetesError) {
      var versions: [(String, JSON)] = [("server", .string(try await client.serverVersion().gitVersion))]
      for group in [ObjectKind.externalSecretsGroup, ObjectKind.legacyGroup] {
        guard let found = try await client.group(group) else { continue }
        versions.append((group, .array(found.versions.map(JSON.string))))
      }
      return versions
    } catch {
      throw error.located
    }
  }
}
