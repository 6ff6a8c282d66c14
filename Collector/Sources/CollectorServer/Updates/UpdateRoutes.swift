// Tells an installation what became of its reports, by cursor: at once, or when there is something to tell.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct UpdateRoutes: Sendable {
  /// The longest that a poll waits, in seconds: proxies cut what is silent for a minute, and so does the server itself.
  static let longestWait = 55.0
  /// For a poll that could not wait: seconds after which the next one may.
  private static let retryAfter = "30"

  let authenticator: SenderAuthenticator
  let store: any Store
  let waiters: UpdateWaiters
  let log: Log

  func add(to router: inout Router) {
    router.deferred(.GET, WirePaths.updates, access: .installation) { request, responder in
      do {
        let poll = try poll(request)
        Task { await answer(poll, responder) }
      } catch {
        responder.respond(refusal(of: error))
      }
    }
  }

  private struct Poll: Sendable {
    var sender: SenderAuthenticator.Sender
    var cursor: Int64
    var wait: Int64
  }

  private func poll(_ request: HTTPRequest) throws -> Poll {
    let sender = try authenticator.sender(of: request)
    guard let cursor = Int64(request.query("after") ?? "0"), cursor >= 0 else {
      throw ErrorAnswer(400, "invalid_value", field: "after", "after must be the cursor of the last page, or 0.")
    }
    guard let wait = Int64(request.query("wait") ?? "0"), (0...Int64(WireLimits.updateWait)).contains(wait) else {
      throw ErrorAnswer(
        400, "invalid_value", field: "wait", "wait must be whole seconds from 0 to \(WireLimits.updateWait).")
    }
    return Poll(sender: sender, cursor: cursor, wait: wait)
  }

  private func answer(_ poll: Poll, _ responder: HTTPResponder) async {
    do {
      let deadline = SystemClock.monotonicSeconds() + min(Double(poll.wait), Self.longestWait)
      while true {
        let (installation, page, newest) = try await read(poll)
        guard page.updates.isEmpty, poll.wait > 0 else {
          return responder.respond(.json(200, page.encoded()))
        }
        let waiter = UpdateWaiters.Waiter(
          responder: responder, installation: installation, cursor: poll.cursor, deadline: deadline)
        switch waiters.add(waiter, newest: newest) {
        case .waits: return
        case .isBehind: continue
        case .refused:
          var response = waiter.empty
          response.headers.add("Retry-After", Self.retryAfter)
          return responder.respond(response)
        }
      }
    } catch {
      responder.respond(refusal(of: error))
    }
  }

  private func read(_ poll: Poll) async throws -> (ErasedInstallation, UpdatePage, newest: Int64) {
    let authenticator = authenticator
    return try await store.read { store in
      _ = try authenticator.installation(poll.sender, in: store)
      let installation = try authenticator.claimed(poll.sender)
      return (installation, try Self.page(of: installation, after: poll.cursor, in: store), try store.newestUpdate())
    }
  }

  /// The updates after a cursor. While an erasure goes on there is no secret to check any more, and nothing to hand out.
  static func page(of installation: ErasedInstallation, after cursor: Int64, in store: any StoreReads) throws
    -> UpdatePage
  {
    let isKnown = try store.isProven(
      app: installation.app, installation: installation.id, secretHash: installation.secretHash)
    let found =
      isKnown
      ? try store.updates(
        app: installation.app, installation: installation.id, after: cursor, limit: WireLimits.updates + 1) : []
    let updates = Array(found.prefix(WireLimits.updates))
    return UpdatePage(
      updates: updates, cursor: updates.last?.sequence ?? cursor, hasMore: found.count > updates.count,
      installation: installation.id, after: cursor)
  }

  private func refusal(of error: any Error) -> HTTPResponse {
    if let problem = ErrorAnswer(error) { return problem.response }
    log.error("updates_failed", ["error": "\(error)"])
    return ErrorAnswer.unforeseen.response
  }
}
