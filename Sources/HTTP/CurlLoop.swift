// The thread that libcurl runs on. Callers leave messages in its inbox and wake it; nobody else touches libcurl.

import CCurl
import Dispatch
import Synchronization

/// Whether whoever waited for a transfer has gone, settable from any thread.
final class Interruption: Sendable {
  private let isSet = Atomic(false)
  var isRequested: Bool { isSet.load(ordering: .acquiring) }
  func request() { isSet.store(true, ordering: .releasing) }
}

/// A multi handle with its thread.
final class CurlLoop: Sendable {
  /// What the loop is asked to do, in the order of the asking.
  private enum Message: Sendable {
    case start(Job)
    case cancel(id: Int)
    case resume(id: Int)
    case stop
  }

  private struct Inbox {
    var messages: [Message] = []
    var lastID = 0
  }

  /// The multi handle: everything happens on the loop's thread, but for the wake-up, which libcurl allows from any, and
  /// the clean-up when nobody refers to the loop any more, its thread included.
  private struct Multi: @unchecked Sendable {  // because only `curl_multi_wakeup` comes from other threads
    let pointer: UnsafeMutableRawPointer
  }

  private let multi: Multi
  private let inbox = Mutex(Inbox())
  private let tracing: HTTPTracing

  /// Starts the thread; nil where memory or descriptors have run out.
  init?(tracing: HTTPTracing) {
    guard let pointer = lazycurl_multi_init() else { return nil }
    multi = Multi(pointer: pointer)
    self.tracing = tracing
    _ = lazycurl_multi_set_long(pointer, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    _ = lazycurl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, 64)
    DispatchQueue(label: "libcurl").async { self.run() }
  }

  deinit { _ = lazycurl_multi_cleanup(multi.pointer) }

  // MARK: From any thread

  /// A number for the next job.
  func nextID() -> Int {
    inbox.withLock { inbox in
      inbox.lastID += 1
      return inbox.lastID
    }
  }

  func start(_ job: Job) { post(.start(job)) }
  func cancel(id: Int) { post(.cancel(id: id)) }
  func resume(id: Int) { post(.resume(id: id)) }

  /// Ends the thread, and every transfer with it.
  func stop() { post(.stop) }

  private func post(_ message: Message) {
    inbox.withLock { $0.messages.append(message) }
    _ = lazycurl_multi_wakeup(multi.pointer)
  }

  // MARK: On the loop's thread

  private func run() {
    var transfers: [Int: Transfer] = [:]
    var ids: [UnsafeMutableRawPointer: Int] = [:]
    defer { for transfer in transfers.values { end(transfer) { $0.fail(.cancelled) } } }
    while true {
      let messages = inbox.withLock { inbox in
        defer { inbox.messages = [] }
        return inbox.messages
      }
      for message in messages {
        switch message {
        case .start(let job):
          guard let transfer = begin(job) else { continue }
          transfers[job.id] = transfer
          ids[transfer.handle.pointer] = job.id
        case .cancel(let id):
          guard let transfer = transfers.removeValue(forKey: id) else { continue }
          ids[transfer.handle.pointer] = nil
          end(transfer) { $0.fail(.cancelled) }
        case .resume(let id):
          guard let transfer = transfers[id] else { continue }
          _ = lazycurl_easy_pause(transfer.handle.pointer, CURLPAUSE_CONT)
        case .stop:
          return
        }
      }
      var running: Int32 = 0
      _ = lazycurl_multi_perform(multi.pointer, &running)
      var code = CURLE_OK
      while let pointer = lazycurl_multi_next_done(multi.pointer, &code) {
        guard let id = ids.removeValue(forKey: pointer), let transfer = transfers.removeValue(forKey: id) else {
          continue
        }
        end(transfer) { $0.finish(code) }
      }
      // libcurl's own timers shorten the wait, a message ends it.
      _ = lazycurl_multi_poll(multi.pointer, transfers.isEmpty ? 60_000 : 1_000)
    }
  }

  private func begin(_ job: Job) -> Transfer? {
    do throws(HTTPError) {
      guard !job.interruption.isRequested else { throw HTTPError(.cancelled, server: job.url.server) }
      let transfer = try Transfer(job, tracing: tracing)
      let code = lazycurl_multi_add_handle(multi.pointer, transfer.handle.pointer)
      guard code == CURLM_OK else {
        throw HTTPError(.other(code: Int(code.rawValue), "libcurl takes no more transfers"), server: job.url.server)
      }
      return transfer
    } catch {
      job.fail(error)
      return nil
    }
  }

  /// Takes a transfer out of libcurl's hands before its waiter hears of it.
  private func end(_ transfer: Transfer, _ report: (Transfer) -> Void) {
    report(transfer)
    _ = lazycurl_multi_remove_handle(multi.pointer, transfer.handle.pointer)
  }
}
