// Putting a canned answer into the answer box: by a form, whose words become the draft, and by a script, which asks for the text.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct CannedPickRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.form(
      "/tickets/{number:int}/canned", needs: .answer, board, maxBody: TicketRoutes.answerBytes, insert)
    router.page("/tickets/{number:int}/canned", needs: .answer, board, text)
  }

  /// What is in the box and the chosen text are the draft from now on, and the page comes back with it.
  func insert(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    let report = form[ReplyTarget.field].flatMap { ReportID($0) }
    let (typed, now, account) = (form.text("note"), board.clock(), viewer.account)
    let id = form["canned"].flatMap { Int64($0) }
    do {
      let final = try await board.store.write { store -> Int64 in
        try viewer.checkSees(ticket: number, store)
        let final = try store.finalTicket(of: number)
        let picked = try Self.pick(id, on: final, to: report, account, store)
        let isEmpty = !typed.contains { !$0.isWhitespace }
        try TicketActions(store, now: now).saveDraft(
          isEmpty ? picked : typed + "\n\n" + picked, in: .answer, on: final, of: account.id)
        return final
      }
      let query = report.map { [(name: ReplyTarget.field, value: $0.description)] } ?? []
      return .redirect(to: Link("tickets", String(final), query: query, fragment: "answer").target)
    } catch let error as NoCannedAnswer {
      let refused = RefusedForm(form: "answer", field: "canned", message: error.phrase.text, values: form)
      return try await showAgain(request, refused, board, viewer)
    } catch let error as TicketError {
      let refused = RefusedForm(form: "answer", field: "note", message: error.sentence, values: form)
      return try await showAgain(request, refused, board, viewer)
    }
  }

  /// `{"text": …, "problem": …}`; the problem is that of the text alone.
  func text(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    let report = request.query(ReplyTarget.field).flatMap { ReportID($0) }
    let id = request.query("canned").flatMap { Int64($0) }
    let account = viewer.account
    let bytes = try await board.store.read { reads -> [UInt8] in
      try viewer.checkSees(ticket: number, reads)
      let final = try reads.finalTicket(of: number)
      do {
        let text = try Self.pick(id, on: final, to: report, account, reads)
        guard let ticket = try reads.ticket(final) else { throw HTTPError.noTicket(number) }
        let problem = try FieldCheck(reads).problem(
          of: text, on: ticket, to: report, by: .staff(id: account.id, name: account.name))
        var writer = JSONWriter(reservingCapacity: text.utf8.count + 64)
        writer.object { writer in
          writer.string("text", text)
          writer.string("problem", optional: problem?.sentence)
        }
        return writer.bytes
      } catch is NoCannedAnswer {
        throw HTTPError(status: 404, code: "no_such_answer", message: CannedAnswerText.noSuch)
      }
    }
    var response = HTTPResponse.json(200, bytes)
    response.headers.add("Cache-Control", "no-store")
    return response
  }

  private struct NoCannedAnswer: Error {
    let phrase: Phrase
  }

  private static func pick(
    _ id: Int64?, on number: Int64, to report: ReportID?, _ account: StaffAccount, _ reads: any StoreReads
  ) throws -> String {
    guard let id else { throw NoCannedAnswer(phrase: CannedAnswerText.chooseFirst) }
    guard let ticket = try reads.ticket(number) else { throw HTTPError.noTicket(number) }
    if let report, try reads.shownTicket(ofReport: report) != number {
      throw NoCannedAnswer(phrase: ConversationError.notOnTicket(report.reference, number).phrase)
    }
    let choice = try CannedChoice(ticket: ticket, to: report, words: "", account: account, reads)
    guard let found = choice.choices.first(where: { $0.id == id }) else {
      throw NoCannedAnswer(phrase: CannedAnswerText.noLonger)
    }
    return choice.filled(found, on: ticket, by: account.name)
  }
}
