// Tells an installation what became of its reports, by cursor.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct UpdateRoutes: Sendable {
  let authenticator: SenderAuthenticator
  let store: any Store
  let log: Log

  func add(to router: inout Router) {
    router.async(.GET, WirePaths.updates, access: .installation) { request in
      do {
        return .json(200, try await page(request).encoded())
      } catch {
        if let problem = ErrorAnswer(error) { return problem.response }
        log.error("updates_failed", ["error": "\(error)"])
        return ErrorAnswer.unforeseen.response
      }
    }
  }

  private func page(_ request: HTTPRequest) async throws -> UpdatePage {
    let sender = try authenticator.sender(of: request)
    let text = request.query("after") ?? "0"
    guard let cursor = Int64(text), cursor >= 0 else {
      throw ErrorAnswer(400, "invalid_value", field: "after", "after must be the cursor of the last page, or 0.")
    }
    let authenticator = authenticator
    let (installation, found) = try await store.read { store -> (ReportID, [TicketUpdate]) in
      let installation = try authenticator.installation(sender, in: store)
      // While an erasure goes on there is no secret to check any more, and nothing to hand out.
      guard try store.installationSecretHash(app: sender.app, installation: installation) != nil else {
        return (installation, [])
      }
      return (
        installation,
        try store.updates(app: sender.app, installation: installation, after: cursor, limit: WireLimits.updates + 1)
      )
    }
    let updates = Array(found.prefix(WireLimits.updates))
    return UpdatePage(
      updates: updates, cursor: updates.last?.sequence ?? cursor, hasMore: found.count > updates.count,
      installation: installation, after: cursor)
  }
}
