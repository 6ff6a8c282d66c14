// What a program does around answers: to one reporter alone, from canned ones, and with those that wait for a second person.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// An answer as it comes: `{"text": …}` to everybody, with `"to"` to the reporter of one report alone.
struct AnswerText: Sendable {
  let text: String
  let report: ReportID?

  /// Throws ``ErrorAnswer`` or ``WireError``.
  init(decoding bytes: [UInt8]) throws {
    var (text, to): (String?, String?)
    try JSONReader.read(bytes) { reader in
      try reader.object("request") { reader, key in
        switch key {
        case "text": text = try reader.string("text", limit: WireLimits.note)
        case "to": to = try reader.optionalString("to", limit: 100)
        default: try reader.skipValue()
        }
      }
    }
    guard let text else { throw ErrorAnswer(422, "missing", field: "text", "text is missing.") }
    self.text = text
    report = try to.map {
      guard let id = ReportID($0) else {
        throw ErrorAnswer(422, "invalid_value", field: "to", "to must be the id of a report on this ticket.")
      }
      return id
    }
  }
}

struct AnswerRoutes: Sendable {
  /// Answers that wait, of one page.
  static let heldLimit = 200

  let api: StaffAPI

  func add(to router: inout Router) {
    api.get(&router, "/v1/canned-answers", needs: .answer, canned)
    api.get(&router, "/v1/approvals", needs: .read, held)
    api.post(&router, "/v1/tickets/{number:int}/approvals", needs: .approve, ifMatch: false) { request, caller in
      let (number, decision) = (Int64(try request.parameters.int("number")), try Decision(decoding: request.body))
      return { actions, store in
        guard let held = try store.heldAnswer(decision.held),
          try store.finalTicket(of: held.ticket) == store.finalTicket(of: number)
        else { throw ApprovalError.decided }
        let ticket =
          try decision.isApproved
          ? actions.approve(held.id, by: caller.actor)
          : actions.sendBack(held.id, note: decision.note, by: caller.actor)
        return try StaffWriteRoutes.outcome(ticket, store, status: 200)
      }
    }
  }

  private struct Decision: Sendable {
    var held: Int64
    var isApproved: Bool
    var note: String?

    init(decoding bytes: [UInt8]) throws {
      var (held, approve, note): (Int64?, Bool?, String?)
      try JSONReader.read(bytes) { reader in
        try reader.object("request") { reader, key in
          switch key {
          case "held": held = try reader.integer("held")
          case "approve": approve = try reader.bool("approve")
          case "note": note = try reader.optionalString("note", limit: WireLimits.note)
          default: try reader.skipValue()
          }
        }
      }
      guard let held else {
        throw ErrorAnswer(422, "missing", field: "held", "held is missing: the answer that waits.")
      }
      guard let approve else {
        throw ErrorAnswer(422, "missing", field: "approve", "approve is missing: true or false.")
      }
      (self.held, isApproved, self.note) = (held, approve, note)
    }
  }

  private func held(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    let scope = caller.account.apps
    let bytes = try await api.store.read { reads -> [UInt8] in
      let held = try reads.heldAnswers(in: scope, limit: Self.heldLimit)
      var writer = JSONWriter()
      try writer.object { writer in
        try writer.array("approvals") { writer in
          for answer in held {
            let ticket = try reads.finalTicket(of: answer.ticket)
            writer.object { writer in
              writer.integer("held", answer.id)
              writer.integer("ticket", ticket)
              writer.object("by") { writer in
                writer.integer("id", answer.account)
                writer.string("name", answer.by)
              }
              if let report = answer.report { writer.id("to", report) }
              writer.string("text", answer.text)
              writer.moment("at", answer.at)
            }
          }
        }
      }
      return writer.bytes
    }
    return .json(200, bytes)
  }

  private func canned(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    let scope = caller.account.apps
    let bytes = try await api.store.read { reads -> [UInt8] in
      let names = Dictionary(try reads.apps().map { ($0.id, $0.name) }) { first, _ in first }
      let answers = try reads.cannedAnswers(in: scope)
      var writer = JSONWriter()
      writer.object { writer in
        writer.array("cannedAnswers") { writer in
          for answer in answers {
            writer.object { writer in
              writer.integer("id", answer.id)
              writer.string("app", optional: answer.app.flatMap { names[$0] })
              writer.string("name", answer.name)
              writer.array("texts") { writer in
                for text in answer.texts {
                  writer.object { writer in
                    writer.string("locale", text.locale)
                    writer.string("segment", optional: text.segment)
                    writer.string("text", text.text)
                  }
                }
              }
            }
          }
        }
      }
      return writer.bytes
    }
    return .json(200, bytes)
  }
}
