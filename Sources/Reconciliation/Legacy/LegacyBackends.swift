// The backends of one run's legacy objects: each is turned into a source once, and read ahead.

internal import Basics
internal import ExternalSecrets

/// All backends that the legacy objects of one run read from.
struct LegacyBackends: Sendable {
  private var sources: [LegacyBackend: Result<any LegacySource, SecretSourceError>] = [:]

  /// Finds the sources, and begins to read what will be asked for.
  init(of objects: [LegacyExternalSecret], sources provider: any SecretSourceProvider) async {
    var reads: [LegacyBackend: Set<LegacyRead>] = [:]
    for object in objects { reads[object.backend, default: []].formUnion(object.reads) }
    for (backend, reads) in reads {
      do throws(SecretSourceError) {
        let source = try await provider.source(for: backend)
        await source.prefetch(Array(reads))
        sources[backend] = .success(source)
      } catch {
        sources[backend] = .failure(error)
      }
    }
  }

  /// The source of a backend's values.
  func source(_ backend: LegacyBackend) throws(SecretSourceError) -> any LegacySource {
    guard let source = sources[backend] else { throw .notFound }
    return try source.get()
  }
}

extension LegacyExternalSecret {
  /// What the backend will be asked, paths apart.
  fileprivate var reads: [LegacyRead] {
    (dataFrom + dataFromWithOptions).map { LegacyRead(key: $0.key, version: $0.version) }
      + data.compactMap { entry in
        guard entry.path == nil, let key = entry.key else { return nil }
        return LegacyRead(key: key, version: entry.version)
      }
  }

  /// The objects of the cluster it will need: its Secret, and the namespace whose annotations may restrict it.
  var objectQueries: [ObjectQuery] {
    [
      ObjectQuery(.secret, namespace: namespace, name: manifest.name),
      ObjectQuery(.namespace, namespace: nil, name: namespace),
    ]
  }
}
