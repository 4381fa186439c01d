// create --apply: server-side apply, what changes shown first, nothing of others overwritten.

import Basics
import ExternalSecrets
import Kubernetes
import Scaffolding
import YAML

/// Applies what was made.
struct CreateApplication: Sendable {
  private let options: CreateOptions
  private let world: CreateWorld

  /// An object on its way into the cluster.
  private struct Step {
    let draft: ManifestDraft
    let resource: APIResource
    let namespace: String?
    let change: String
  }

  init(_ options: CreateOptions, _ world: CreateWorld) {
    self.options = options
    self.world = world
  }

  /// Shows what would change, by dry runs of all of it, and then applies it.
  ///
  /// - Parameter result: What was made.
  /// - Throws: ``LocatedError`` where an object is somebody else's, or the API server refuses one: nothing is applied
  ///   unless the dry runs of all have passed.
  func apply(_ result: CreateResult) async throws(LocatedError) {
    guard let client = world.client else {
      throw LocatedError("--apply needs the cluster", hint: "leave out --offline and --no-cluster")
    }
    var steps: [Step] = []
    for draft in result.all {
      if let step = try await prepare(draft, client) { steps.append(step) }
    }
    let isDryRun = options.result.dryRun == .server
    for step in steps {
      if !isDryRun { _ = try await send(step.draft, step.resource, step.namespace, client, isDryRun: false) }
      let group = step.resource.group.isEmpty ? "" : ".\(step.resource.group)"
      let object = "\(step.draft.kind.lowercased())\(group)/\(step.draft.name)"
      world.environment.print("\(object) \(step.change)\(isDryRun ? " (server dry run)" : "")\n")
    }
  }

  /// Finds out what applying a draft changes, and shows it; nil where there is nothing to apply.
  private func prepare(_ draft: ManifestDraft, _ client: KubernetesClient) async throws(LocatedError) -> Step? {
    let manifest = Manifest(draft.json, defaultNamespace: world.namespace)
    let (resource, live) = try await find(manifest, client)
    if draft.purpose == .manifest, let live {
      if manifest.objectKind == .secret {
        world.environment.note("Secret \(manifest.name) is there already: the placeholder is left out")
        return nil
      }
      if !live.isMade(by: WriteOptions().fieldManager), !options.result.forcesConflicts {
        throw LocatedError(
          "is there already, and was not made by this plugin", object: manifest.reference,
          hint: "choose another name, or apply over it with --force-conflicts")
      }
    }
    let after = Manifest(try await send(draft, resource, manifest.namespace, client, isDryRun: true))
    let lines = LineDiff.lines(live.map(text) ?? "", text(after))
    let change = live == nil ? "created" : lines.isEmpty ? "unchanged" : "configured"
    world.environment.note(
      "\(manifest.reference): \(live == nil ? "would be created" : lines.isEmpty ? "no change" : "would change")")
    for line in lines { world.environment.note("  \(line)") }
    return Step(draft: draft, resource: resource, namespace: manifest.namespace, change: change)
  }

  private func find(
    _ manifest: Manifest, _ client: KubernetesClient
  ) async throws(LocatedError) -> (APIResource, live: Manifest?) {
    do throws(KubernetesError) {
      guard
        let resource = try await client.resources(group: manifest.objectKind.group, version: manifest.version)
          .first(where: { $0.kind == manifest.kind })
      else {
        throw .notServed(
          APIResource(
            group: manifest.objectKind.group, version: manifest.version, name: manifest.kind.lowercased() + "s",
            kind: manifest.kind))
      }
      let live = try await client.get(resource, namespace: manifest.namespace, name: manifest.name)
      return (resource, live.map { Manifest($0) })
    } catch {
      throw error.located
    }
  }

  private func send(
    _ draft: ManifestDraft, _ resource: APIResource, _ namespace: String?, _ client: KubernetesClient, isDryRun: Bool
  ) async throws(LocatedError) -> JSON {
    let options = WriteOptions(isDryRun: isDryRun)
    do throws(KubernetesError) {
      guard draft.purpose == .manifest else {
        return try await client.patch(
          resource, namespace: namespace, name: draft.name, draft.json, kind: .strategicMerge, options: options)
      }
      return try await client.patch(
        resource, namespace: namespace, name: draft.name, draft.json, kind: .apply,
        force: self.options.result.forcesConflicts, options: options)
    } catch {
      var located = error.located
      if error.statusCode == 409 { located.hint = "apply over the other's fields with --force-conflicts" }
      throw located
    }
  }

  /// An object as it is compared: without the server's bookkeeping, and without values in plain text.
  private func text(_ manifest: Manifest) -> String {
    guard var root = manifest.json.object, var metadata = root["metadata"]?.object else { return "" }
    for field in ["managedFields", "uid", "resourceVersion", "generation", "creationTimestamp", "selfLink"] {
      metadata[field] = nil
    }
    if var annotations = metadata["annotations"]?.object {
      annotations["kubectl.kubernetes.io/last-applied-configuration"] = nil
      metadata["annotations"] = annotations.isEmpty ? nil : .object(annotations)
    }
    root["metadata"] = .object(metadata)
    root["status"] = nil
    let json = JSON.object(root)
    return YAML.text(options.general.showsValues ? json : json.withoutVariables, style: .go)
  }
}

extension Manifest {
  /// Whether a field manager has applied this live object.
  fileprivate func isMade(by manager: String) -> Bool {
    (json["metadata"]?["managedFields"]?.array ?? []).contains { $0["manager"]?.string == manager }
  }
}

extension JSON {
  /// The same without the plain values of containers' variables: people keep passwords there too.
  fileprivate var withoutVariables: JSON {
    switch value {
    case .array(let elements): return .array(elements.map(\.withoutVariables))
    case .object(let members):
      return .object(
        JSON.Members(
          members.map { member in
            guard member.key == "env", let variables = member.value.array else {
              return .init(key: member.key, value: member.value.withoutVariables)
            }
            return .init(key: "env", value: .array(variables.map(\.redactedVariable)))
          }))
    case .null, .bool, .number, .string: return self
    }
  }

  private var redactedVariable: JSON {
    guard var members = object, members["value"] != nil else { return self }
    members["value"] = "<redacted>"
    return .object(members)
  }
}
