import Basics
import ExternalSecrets
import Foundation
import HTTP
import Kubernetes
import SyncStatus
import Synchronization
import TestSupport
import Testing

/// The API server is killed and started again, on a cluster of these tests' own.
@Suite(.serialized) struct RestartTests {
  @Test("A watch goes on after the server was killed in the middle of it, and misses nothing")
  func midWatch() async throws {
    try await withOwnCluster { cluster in
      let client = try cluster.client()
      let seen = Mutex<[String]>([])
      let watching = Task {
        for try await event in client.watch(.configMaps, namespace: "default", { $0["metadata"]?["name"]?.string }) {
          switch event {
          case .snapshot(let names): seen.withLock { $0 += names }
          case .added(let name): seen.withLock { $0.append(name) }
          case .modified, .deleted: break
          }
        }
      }
      defer { watching.cancel() }
      try await create("before", client)
      try await until { seen.withLock { $0.contains("before") } }
      _ = try await TestCluster.script("restart", cluster.directory)
      try await create("after", client)
      try await until { seen.withLock { $0.contains("after") } }

      // What was before its restart the server has forgotten: it answers 410, and the watch begins anew.
      var late = client.watch(.configMaps, namespace: "default", from: "1") { $0["metadata"]?["name"]?.string }
        .makeAsyncIterator()
      guard case .snapshot(let names) = try await late.next() else {
        Issue.record("no snapshot after 410")
        return
      }
      #expect(names.contains("before") && names.contains("after"))
    }
  }

  @Test("A list that the server was killed in the middle of is whole in the end")
  func midList() async throws {
    try await withOwnCluster { cluster in
      let client = try cluster.client()
      for number in 0..<40 { try await create("m\(number + 10)", client) }
      let killed = Mutex<Task<Void, any Error>?>(nil)
      let list = try await client.list(.configMaps, namespace: "default", options: ListOptions(pageSize: 5)) { json in
        let name = json["metadata"]?["name"]?.string
        killed.withLock { task in
          guard task == nil else { return }
          task = Task { _ = try await TestCluster.script("restart", cluster.directory) }
          // The server is gone before the next page is asked for.
          Thread.sleep(forTimeInterval: 1)
        }
        return name
      }
      try await killed.withLock { $0 }?.value
      #expect(list.items.filter { $0.hasPrefix("m") } == (10..<50).map { "m\($0)" })
    }
  }

  @Test("A forced sync survives a restart of the API server between the request and the controller's answer")
  func midSync() async throws {
    try await withOwnCluster { cluster in
      let client = try cluster.client()
      let resource = TestCluster.externalSecrets
      _ = try await client.create(
        [
          "apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret",
          "metadata": ["name": "db", "labels": ["plays": "sleeps"]], "spec": [:],
        ], as: resource, namespace: "default")
      let run = Task { try await cluster.plugin(["reconcile", "db", "-n", "default"]) }
      try await until {
        let json = try await client.get(resource, namespace: "default", name: "db")
        return json?["metadata"]?["annotations"]?["external-secrets.io/force-sync"] != nil
      }
      _ = try await TestCluster.script("restart", cluster.directory)
      let player = ControllerPlayer(client, namespace: "default")
      let playing = player.play()
      defer { playing.cancel() }
      _ = try await client.patch(
        resource, namespace: "default", name: "db", ["metadata": ["labels": ["plays": "syncs"]]])
      let result = try await run.value
      #expect(result.code == 0, "\(result.output)\(result.errors)")
      #expect(result.output.hasPrefix("✔ ExternalSecret default/db synced"))
    }
  }

  private func create(_ name: String, _ client: KubernetesClient) async throws {
    _ = try await client.create(
      ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)]], as: .configMaps,
      namespace: "default")
  }

  private func until(_ condition: () async throws -> Bool) async throws {
    for _ in 0..<600 {
      if try await condition() { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("it didn't happen within half a minute")
  }
}
