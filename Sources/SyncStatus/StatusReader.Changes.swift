// Waiting for something to change, for `status --watch`.

internal import Basics
public import Kubernetes

extension StatusReader {
  /// Calls `body` at once, and again whenever an ExternalSecret of a scope has changed, until the task is cancelled.
  ///
  /// Changes close together, or while `body` runs, count once.
  ///
  /// - Parameters:
  ///   - scope: Which ExternalSecrets.
  ///   - body: What is to be done.
  /// - Throws: ``KubernetesError`` of `body`, or where changes can't be seen.
  public func onEveryChange(
    in scope: StatusScope, _ body: () async throws(KubernetesError) -> Void
  ) async throws(KubernetesError) {
    let kinds = try await servedKinds()
    let (changes, signal) = AsyncStream<KubernetesError?>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let watches = kinds.map { resource in
      Task {
        do throws(KubernetesError) {
          for try await _ in watch(resource, in: scope) { signal.yield(nil) }
        } catch {
          // Where one project's objects may not be watched, the other's can be all that matters.
          if kinds.count == 1 || error.statusCode != 403 { signal.yield(error) }
        }
      }
    }
    defer { for watch in watches { watch.cancel() } }
    for await error in changes {
      if let error { throw error }
      try await body()
      // What belongs together (the Secret, the status, the event) arrives within moments.
      do { try await Task.sleep(for: .milliseconds(300)) } catch { return }
    }
  }

  private func watch(_ resource: APIResource, in scope: StatusScope) -> Watch<Bool> {
    let names = Set(scope.names)
    let options = ListOptions(labelSelector: scope.labelSelector)
    return client.watch(resource, namespace: scope.namespace, options: options) { json in
      names.isEmpty || names.contains(json["metadata"]?["name"]?.string ?? "") ? true : nil
    }
  }
}
