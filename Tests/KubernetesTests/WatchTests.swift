import Basics
import HTTP
import Kubernetes
import Testing

@Suite("Watching")
struct WatchTests {
  private func event(_ type: String, _ version: Int) -> String {
    #"{"type": "\#(type)", "object": {"metadata": {"resourceVersion": "\#(version)"}}}"# + "\n"
  }

  private func object(_ version: Int) -> JSON { ["metadata": ["resourceVersion": .string(String(version))]] }

  @Test("A watch goes on where it was when the stream ends, bookmarks included, and cuts events out of any pieces")
  func resumes() async throws {
    let first = event("ADDED", 2) + event("MODIFIED", 3) + event("BOOKMARK", 7)
    let cut = first.index(first.startIndex, offsetBy: 30)
    let server = ScriptedTransport([
      .stream([String(first[..<cut]), String(first[cut...])], .truncated), .stream([event("DELETED", 9)]),
    ])
    var watch = KubernetesClient.scripted(server).watch(.secrets, namespace: "n", from: "1") { $0 }.makeAsyncIterator()
    #expect(try await watch.next() == .added(object(2)))
    #expect(try await watch.next() == .modified(object(3)))
    #expect(try await watch.next() == .deleted(object(9)))
    let urls = await server.requests.map(\.url)
    #expect(urls[0].contains("watch=true&allowWatchBookmarks=true&resourceVersion=1&timeoutSeconds="))
    #expect(urls[1].contains("resourceVersion=7&"))
  }

  @Test(
    "Where the server has forgotten what happened, all objects are read anew",
    arguments: [
      ScriptedTransport.Answer.response(410, #"{"kind": "Status", "code": 410}"#),
      .stream([#"{"type": "ERROR", "object": {"kind": "Status", "code": 410, "reason": "Expired"}}"# + "\n"]),
    ])
  func expires(answer: ScriptedTransport.Answer) async throws {
    let server = ScriptedTransport([
      answer, .response(200, #"{"items": [], "metadata": {"resourceVersion": "20"}}"#),
      .stream([event("ADDED", 21)]),
    ])
    var watch = KubernetesClient.scripted(server).watch(.secrets, from: "1") { $0 }.makeAsyncIterator()
    #expect(try await watch.next() == .snapshot([]))
    #expect(try await watch.next() == .added(object(21)))
    #expect(await server.requests[2].url.contains("resourceVersion=20&"))
  }

  @Test("A server that restarts is waited for; one that refuses is not")
  func restarts() async throws {
    let server = ScriptedTransport([
      .stream([event("ADDED", 2)], .reset), .failure(.refused), .response(503, "starting"),
      .stream([event("ADDED", 3)]), .response(403, #"{"kind": "Status", "message": "no"}"#),
    ])
    var watch = KubernetesClient.scripted(server).watch(.secrets, from: "1") { $0 }.makeAsyncIterator()
    #expect(try await watch.next() == .added(object(2)))
    #expect(try await watch.next() == .added(object(3)))
    let error = try await #require(throws: KubernetesError.self) { _ = try await watch.next() }
    #expect(error.statusCode == 403)
  }

  @Test("Cancelling the task ends a watch")
  func cancels() async throws {
    let server = ScriptedTransport([.stream([event("ADDED", 2)], .cancelled)])
    var watch = KubernetesClient.scripted(server).watch(.secrets, from: "1") { $0 }.makeAsyncIterator()
    _ = try await watch.next()
    await #expect(throws: KubernetesError.cancelled) { _ = try await watch.next() }
  }
}
