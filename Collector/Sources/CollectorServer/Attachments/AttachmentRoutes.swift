// Takes the bytes that a report announced: only for a stored report of this app and this installation, exactly as large as
// announced, once.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct AttachmentRoutes: Sendable {
  static let pattern = "/v1/reports/{report:uuid}/attachments/{index:int}"

  let authenticator: SenderAuthenticator
  let quotas: SendingQuotas
  let store: any Store
  let telemetry: Telemetry
  let log: Log
  let clock: @Sendable () -> Timestamp
  /// Called after the commit that brought a file.
  let onKept: @Sendable () -> Void

  func add(to router: inout Router) {
    router.async(.PUT, Self.pattern, access: .appKey, maxBody: WireLimits.attachmentBytes, admission: admit) {
      request in
      do {
        return try await take(request)
      } catch {
        guard let problem = ErrorAnswer(error) else {
          log.error("attachment_failed", ["error": "\(error)"])
          return ErrorAnswer.unforeseen.response
        }
        if case StoreError.unavailable(let why) = error { log.error("attachment_failed", ["error": why]) }
        telemetry.countRefused("attachment_" + problem.code)
        return problem.response
      }
    }
  }

  /// A sender without a valid key must not make the collector read megabytes.
  private func admit(_ head: HTTPRequest, bodyBytes: Int?) -> Router.Entry {
    do {
      _ = try authenticator.sender(of: head)
      return .enter()
    } catch {
      let problem = ErrorAnswer(error) ?? .unforeseen
      telemetry.countRefused("attachment_" + problem.code)
      return .refuse(problem.response)
    }
  }

  private func take(_ request: HTTPRequest) async throws -> HTTPResponse {
    let sender = try authenticator.sender(of: request)
    guard let id = ReportID(bytes: try request.parameters.uuid("report")) else { throw HTTPError.notFound }
    let index = try request.parameters.int("index")
    try quotas.take(fileOf: request.body.count, from: sender)
    let (authenticator, body, now) = (authenticator, request.body, clock())
    let isNew = try await store.write { store in
      guard let report = try store.report(id), report.app == sender.app else { throw Self.unknownReport }
      if report.installation != nil {
        guard try authenticator.installation(sender, in: store) == report.installation else { throw Self.unknownReport }
      }
      let announced = try Report(decoding: report.body).attachments
      try ErrorAnswer.checkAnnounced(announced, index: index, bytes: body.count, by: "report")
      let isNew = try store.storeAttachment(
        app: sender.app, report: id, index: index, type: announced[index].type, data: body, at: now)
      guard let isNew else { throw Self.unknownReport }
      return isNew
    }
    if isNew {
      telemetry.countAttachment()
      onKept()
    }
    return .json(202, Receipt(id: id, outcome: isNew ? .accepted : .duplicate, attachment: index).encoded())
  }

  /// The same for a report of another app or installation: who asks must not learn that it is there.
  private static let unknownReport = ErrorAnswer(
    404, "unknown_report", field: "report", "There is no such report from this sender; send the report first.")
}

extension ErrorAnswer {
  /// Throws unless `what`, a report or a message, announced an attachment of this number and size.
  static func checkAnnounced(_ announced: [AttachmentInfo], index: Int, bytes: Int, by what: String) throws {
    guard announced.indices.contains(index) else {
      throw ErrorAnswer(
        422, "invalid_value", field: "index",
        "This \(what) announced \(announced.count) attachments, counted from 0; there is no number \(index).")
    }
    guard announced[index].bytes == Int64(bytes) else {
      throw ErrorAnswer(
        422, "invalid_value", field: "body",
        "The attachment has \(bytes) bytes; the \(what) announced \(announced[index].bytes) bytes.")
    }
  }
}
