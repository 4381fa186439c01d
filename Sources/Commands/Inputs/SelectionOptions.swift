// Which live ExternalSecrets are meant: by name, by label, or all of a namespace or cluster.

import Arguments
import Kubernetes
import SyncStatus

/// Options that choose among the ExternalSecrets of the cluster.
struct SelectionOptions: Sendable {
  static let allNamespaces = Flag("all-namespaces", short: "A", abstract: "the ExternalSecrets of all namespaces")
  static let selector = Option(
    "selector", short: "l", valueName: "selector", abstract: "only ExternalSecrets with these labels")

  static let argument = ArgumentDescription(
    "NAME", abstract: "ExternalSecrets of the namespace",
    completion: .objects(resource: "externalsecrets", group: "external-secrets.io"))

  let names: [String]
  let isInAllNamespaces: Bool
  let selector: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    names = arguments.arguments
    isInAllNamespaces = arguments[Self.allNamespaces]
    selector = try arguments.value(Self.selector)
    if !names.isEmpty, isInAllNamespaces {
      throw UsageError("names and --all-namespaces don't go together", hint: "give either names or -A")
    }
    if !names.isEmpty, selector != nil {
      throw UsageError("names and --selector don't go together", hint: "give either names or -l")
    }
  }

  /// What is chosen, in the namespace that the client works in unless it is all.
  func scope(_ client: KubernetesClient) -> StatusScope {
    StatusScope(
      namespace: isInAllNamespaces ? nil : client.configuration.namespace, names: names, labelSelector: selector)
  }
}
