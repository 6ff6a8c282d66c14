// Taking words or a file out of a report, for a program.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct RedactionWriteRoutes: Sendable {
  let api: StaffAPI
  let erasing: ErasureService

  func add(to router: inout Router) {
    let erasing = erasing
    api.post(&router, "/v1/tickets/{number:int}/redactions", needs: .redact, ifMatch: false) { request, caller in
      let (number, wanted) = (Int64(try request.parameters.int("number")), try Wanted(decoding: request.body))
      return { actions, store in
        guard try store.shownTicket(ofReport: wanted.report) == store.finalTicket(of: number) else {
          throw RedactionError.noSuchReport
        }
        // Nothing may keep the words for later while they go.
        erasing.willRedact()
        let redactor = Redactor(store, now: actions.moment)
        let redacted =
          try wanted.file.map {
            try redactor.remove($0, ofReport: wanted.report, reason: wanted.reason, by: caller.actor)
          }
          ?? redactor.redact(wanted.passage, inReport: wanted.report, reason: wanted.reason, by: caller.actor)
        var outcome = try StaffWriteRoutes.outcome(redacted.ticket, store, status: 200)
        outcome.onCommit = { erasing.settle(redacted) }
        return outcome
      }
    }
  }

  private struct Wanted: Sendable {
    var report: ReportID
    var passage: String
    var file: Redaction.Subject?
    var reason: String

    init(decoding bytes: [UInt8]) throws {
      var (report, passage, reason, message): (String?, String?, String?, String?)
      var attachment: Int64?
      try JSONReader.read(bytes) { reader in
        try reader.object("request") { reader, key in
          switch key {
          case "report": report = try reader.string("report", limit: 100)
          case "passage": passage = try reader.optionalString("passage", limit: Redaction.passageLimit)
          case "reason": reason = try reader.string("reason", limit: 10_000)
          case "message": message = try reader.optionalString("message", limit: 100)
          case "attachment": attachment = try reader.skipNull() ? nil : reader.integer("attachment")
          default: try reader.skipValue()
          }
        }
      }
      guard let id = report.flatMap({ ReportID($0) }) else {
        throw ErrorAnswer(422, "invalid_value", field: "report", "report must be the id of a report on this ticket.")
      }
      guard (passage == nil) != (attachment == nil) else {
        throw ErrorAnswer(422, "invalid_value", field: "passage", "Give either a passage or an attachment.")
      }
      (self.report, self.passage, self.reason) = (id, passage ?? "", reason ?? "")
      guard let attachment else { return }
      guard let message else {
        file = .attachment(Int(clamping: attachment))
        return
      }
      guard let message = ReportID(message) else {
        throw ErrorAnswer(422, "invalid_value", field: "message", "message must be the id of a reporter's message.")
      }
      file = .messageAttachment(message, Int(clamping: attachment))
    }
  }
}
