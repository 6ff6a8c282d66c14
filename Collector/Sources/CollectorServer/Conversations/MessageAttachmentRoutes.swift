// Files of messages: takes what a reporter's message announced, and gives an installation what it sent and what staff sent to it.
import CollectorCore
import CollectorFiles
import CollectorHTTP
import TellbackWire

struct MessageAttachmentRoutes: Sendable {
  static let pattern = "/v1/messages/{message:uuid}/attachments/{index:int}"

  let authenticator: SenderAuthenticator
  /// Of files that are handed out.
  let quotas: Quotas
  /// Of files that are taken.
  let sending: SendingQuotas
  let store: any Store
  let telemetry: Telemetry
  let log: Log
  let clock: @Sendable () -> Timestamp
  let files: FileKeeper

  func add(to router: inout Router) {
    router.async(
      .PUT, Self.pattern, access: .installation, maxBody: WireLimits.attachmentBytes, admission: admit
    ) { request in
      await answer(counted: true) { try await take(request) }
    }
    router.async(.GET, Self.pattern, access: .installation) { request in
      await answer(counted: false) { try await give(request) }
    }
  }

  private func answer(counted: Bool, _ body: () async throws -> HTTPResponse) async -> HTTPResponse {
    do { return try await body() } catch {
      guard let problem = ErrorAnswer(error) else {
        log.error("message_attachment_failed", ["error": "\(error)"])
        return ErrorAnswer.unforeseen.response
      }
      if case StoreError.unavailable(let why) = error { log.error("message_attachment_failed", ["error": why]) }
      if let error = error as? FileHomeError { log.error("message_attachment_failed", ["error": "\(error)"]) }
      if counted { telemetry.countRefused("attachment_" + problem.code) }
      return problem.response
    }
  }

  /// A sender without a valid key must not make the collector read megabytes.
  private func admit(_ head: HTTPRequest, bodyBytes: Int?) -> Router.Entry {
    do {
      _ = try authenticator.claimed(authenticator.sender(of: head))
      return .enter()
    } catch {
      let problem = ErrorAnswer(error) ?? .unforeseen
      telemetry.countRefused("attachment_" + problem.code)
      return .refuse(problem.response)
    }
  }

  private func take(_ request: HTTPRequest) async throws -> HTTPResponse {
    let sending = try authenticator.sender(of: request)
    let sender = try authenticator.claimed(sending)
    try self.sending.take(fileOf: request.body.count, from: sending)
    let (id, index) = try place(request)
    let (body, now) = (request.body, clock())
    let isNew = try await store.write { store in
      guard
        try store.isProven(app: sender.app, installation: sender.id, secretHash: sender.secretHash),
        let stored = try store.message(id), let report = try store.report(stored.message.report),
        report.app == sender.app, report.installation == sender.id
      else { throw Self.unknownMessage }
      try ErrorAnswer.checkAnnounced(stored.message.attachments, index: index, bytes: body.count, by: "message")
      guard let isNew = try store.storeAttachment(ofMessage: id, index: index, data: body, at: now) else {
        throw Self.unknownMessage
      }
      return isNew
    }
    if isNew {
      telemetry.countAttachment()
      files.noteChange()
    }
    return .json(202, Receipt(id: id, outcome: isNew ? .accepted : .duplicate, attachment: index).encoded())
  }

  private func give(_ request: HTTPRequest) async throws -> HTTPResponse {
    let asking = try authenticator.sender(of: request)
    let sender = try authenticator.claimed(asking)
    let (id, index) = try place(request)
    try quotas.take(1, app: asking.app, quota: PrivacyRoutes.exportQuota, installation: asking.installation)
    let (messages, files) = (store, files)
    let find: @Sendable (any StoreReads) throws -> (value: ReportID, content: FileContent)? = { store in
      guard try store.isProven(app: sender.app, installation: sender.id, secretHash: sender.secretHash) else {
        return nil
      }
      if let stored = try store.message(id) {
        guard let report = try store.report(stored.message.report), report.app == sender.app,
          report.installation == sender.id
        else { return nil }
        return try store.content(of: .message(id, index)).map { (id, $0) }
      }
      guard let event = try store.event(ofMessage: id, toldTo: sender.id, app: sender.app) else { return nil }
      guard try store.staffFiles(ofEvent: event).indices.contains(index) else { return nil }
      return try store.content(of: .answer(event, index)).map { (id, $0) }
    }
    guard let data = try await files.bytes({ try await messages.read(find) })?.data else {
      throw ErrorAnswer(404, "unknown_attachment", field: "index", "There is no such attachment for this sender.")
    }
    return HTTPResponse(
      status: 200,
      headers: [
        "Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
      ], body: data)
  }

  private func place(_ request: HTTPRequest) throws -> (ReportID, Int) {
    guard let id = ReportID(bytes: try request.parameters.uuid("message")) else { throw HTTPError.notFound }
    return (id, try request.parameters.int("index"))
  }

  /// The same for a message of another app or installation: who asks must not learn that it is there.
  private static let unknownMessage = ErrorAnswer(
    404, "unknown_message", field: "message", "There is no such message from this sender; send the message first.")
}
