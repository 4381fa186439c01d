// What happens in the cluster while syncs are waited for: one watch on the objects of a kind, one on their events.

internal import Basics
internal import ExternalSecrets
internal import Kubernetes
internal import SyncStatus

/// Something that a forced sync takes note of.
enum SyncInput: Sendable {
  /// What a watch on objects reports, by the number of the watch.
  case objects(Int, WatchEvent<LiveExternalSecret>)
  /// What a watch on events reports, by the number of the watch.
  case events(Int, WatchEvent<Event>)
  /// A watch ended for good.
  case ended(Int, KubernetesError)
  /// The answer to a request for the object at an index.
  case requested(Int, Result<LiveExternalSecret?, KubernetesError>)
  /// The answer to the request to a ClusterExternalSecret.
  case clusterRequested(Int, KubernetesError?)
  /// Time has passed.
  case tick
  /// The user wants an end.
  case interrupted
}

/// The objects of one kind that one watch can show.
struct SyncScope: Hashable, Sendable {
  let resource: APIResource
  /// The namespace; nil for all.
  let namespace: String?
  /// The one object's name, where there is only one.
  let name: String?

  /// From this many namespaces on, one watch over all of them is cheaper.
  private static let manyNamespaces = 4

  /// The fewest scopes that show all of `objects`.
  static func covering(_ objects: [LiveExternalSecret]) -> [SyncScope] {
    Dictionary(grouping: objects, by: \.resource).flatMap { resource, members -> [SyncScope] in
      let namespaces = Dictionary(grouping: members, by: \.namespace)
      if namespaces.count >= manyNamespaces { return [SyncScope(resource: resource, namespace: nil, name: nil)] }
      return namespaces.map { namespace, members in
        SyncScope(resource: resource, namespace: namespace, name: members.count == 1 ? members.first?.name : nil)
      }
    }
  }
}

/// Runs the watches, and hands on what they report.
struct SyncFeed: Sendable {
  let client: KubernetesClient
  let input: AsyncStream<SyncInput>.Continuation
  /// The uids of the objects waited for: others of the same namespace are passed over.
  let wanted: Set<String>

  /// How often objects are read where they may not be watched.
  private static let pollInterval = Duration.seconds(2)

  /// Starts to watch the objects of a scope.
  func watchObjects(of scope: SyncScope, as number: Int) -> Task<Void, Never> {
    Task { [wanted] in
      let resource = scope.resource
      let watch = client.watch(resource, namespace: scope.namespace, options: scope.options) {
        let object = LiveExternalSecret($0, resource: resource)
        return wanted.contains(object.uid) ? object : nil
      }
      do throws(KubernetesError) {
        for try await event in watch { input.yield(.objects(number, event)) }
      } catch {
        guard error.statusCode == 403 else { return _ = input.yield(.ended(number, error)) }
        await poll(scope, as: number)
      }
    }
  }

  /// Starts to watch the events about the objects of a scope.
  func watchEvents(of scope: SyncScope, as number: Int) -> Task<Void, Never> {
    Task { [wanted] in
      let options = ListOptions(fieldSelector: Event.selector(kind: scope.resource.kind))
      let watch = client.watch(.events, namespace: scope.namespace, options: options) {
        let event = Event($0)
        return wanted.contains(event.objectUID) ? event : nil
      }
      do throws(KubernetesError) {
        for try await event in watch { input.yield(.events(number, event)) }
      } catch {
        input.yield(.ended(number, error))
      }
    }
  }

  /// Reads the objects again and again, where they may be read but not watched.
  private func poll(_ scope: SyncScope, as number: Int) async {
    do throws(KubernetesError) {
      while !Task.isCancelled {
        input.yield(.objects(number, .snapshot(try await read(scope))))
        do { try await Task.sleep(for: Self.pollInterval) } catch { return }
      }
    } catch {
      input.yield(.ended(number, error))
    }
  }

  private func read(_ scope: SyncScope) async throws(KubernetesError) -> [LiveExternalSecret] {
    if let name = scope.name {
      let json = try await client.get(scope.resource, namespace: scope.namespace, name: name)
      return json.map { [LiveExternalSecret($0, resource: scope.resource)] } ?? []
    }
    return try await client.list(scope.resource, namespace: scope.namespace) { [wanted] json in
      let object = LiveExternalSecret(json, resource: scope.resource)
      return wanted.contains(object.uid) ? object : nil
    }.items
  }
}

extension SyncScope {
  fileprivate var options: ListOptions { ListOptions(fieldSelector: name.map { "metadata.name=\($0)" }) }
}
