// Whether a request with reports or messages is let in, by its head alone.
import CollectorCore
import CollectorHTTP

/// Refuses by the head what a look at the body would not change: a large body of somebody unknown, and whatever there is
/// no room for. In an overload most requests end here, for a tenth of what taking them costs.
struct IngestAdmission: Sendable {
  /// What a chunked or compressed body is counted as.
  private static let unknownBodyBytes = 262_144

  let authenticator: SenderAuthenticator
  let store: any Store
  let refusal: @Sendable (any Error) -> HTTPResponse

  func admit(_ head: HTTPRequest, bodyBytes: Int?) -> Router.Entry {
    let isLarge = bodyBytes.map { $0 > Router.defaultMaxBody } ?? true
    let bytes = bodyBytes ?? Self.unknownBodyBytes
    guard isLarge || !store.hasRoomForAnybody(bytes) else { return .enter() }
    do {
      let sender = try authenticator.sender(of: head)
      guard isLarge else {
        guard store.hasRoom(for: bytes, app: sender.app, installation: sender.installation) else {
          throw StoreError.busy
        }
        return .enter()
      }
      guard let room = store.keepRoom(for: bytes, app: sender.app, installation: sender.installation) else {
        throw StoreError.busy
      }
      return .enter(atBodysEnd: room)
    } catch {
      return .refuse(refusal(error))
    }
  }
}

extension ErrorAnswer {
  /// Throws 415 for a body that says that it is something else.
  static func checkJSON(_ request: HTTPRequest) throws {
    guard let type = request.headers["content-type"] else { return }
    guard type.prefix(while: { $0 != ";" && $0 != " " }).lowercased() == "application/json" else {
      throw ErrorAnswer(415, "unsupported_media_type", field: "Content-Type", "Send it as application/json.")
    }
  }
}
