// Takes the messages of trackers. Invariant: a message whose signature does not hold changes nothing, and is answered like one for a
// tracker that is not there.
import CollectorCore
import CollectorHTTP
import CollectorOutbox
import TellbackWire

struct TrackerHookRoutes: Sendable {
  let store: any Store
  let log: Log
  let clock: @Sendable () -> Timestamp
  let onChange: @Sendable () -> Void

  func add(to router: inout Router) {
    router.async(.POST, "/v1/trackers/{tracker:int}/hook", access: .trackerSignature, maxBody: TrackerLimits.hookBytes)
    {
      await answer($0)
    }
  }

  private static let unknown = ErrorAnswer(
    401, "unknown_signature",
    "This is no address of a tracker, or the message is not signed with its secret. The secret is made on the board under 'Trackers'."
  )

  private func answer(_ request: HTTPRequest) async -> HTTPResponse {
    do {
      let id = Int64(try request.parameters.int("tracker"))
      guard let tracker = try await store.read({ try $0.tracker(id) }),
        TrackerSignature.holds(
          tracker.settings.kind, secret: tracker.hookSecret, body: request.body, header: { request.headers[$0] })
      else { throw Self.unknown }
      let (issue, now) = (TrackerHook.issue(request.body, tracker.settings.kind), clock())
      let isFollowed = try await store.write { try TrackerWork($0, now: now).noteHook(of: id, issue: issue) }
      if isFollowed { onChange() }
      return HTTPResponse(status: 204)
    } catch {
      if let problem = ErrorAnswer(error) { return problem.response }
      log.error("tracker_hook_failed", ["error": "\(error)"])
      return ErrorAnswer.unforeseen.response
    }
  }
}

extension RouteAccess {
  /// A tracker that signs with the secret of its webhook.
  static let trackerSignature = RouteAccess("tracker's signature")
}
