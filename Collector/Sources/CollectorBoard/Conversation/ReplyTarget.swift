// Whom an answer is for: everybody on the ticket, or the one reporter beside whose words Reply was pressed. It is always visible.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct ReplyTarget: Sendable {
  static let field = "to"
  static let everybody = "all"

  var report: ReportID
  var name: ReporterName

  /// The ticket's page with the answer box ready for one reporter.
  static func link(_ report: ReportID, ticket: Int64) -> Link {
    Link("tickets", String(ticket), query: [(field, report.description)], fragment: "answer")
  }

  /// Nil unless the request names a report that is shown on the ticket and whose reporter can be told.
  init?(_ request: HTTPRequest, ticket: Int64, _ reads: any StoreReads) throws {
    guard let id = request.query(Self.field).flatMap({ ReportID($0) }), try reads.shownTicket(ofReport: id) == ticket,
      let name = try ReporterName(of: id, reads), name.isInReach
    else { return nil }
    report = id
    self.name = name
  }
}

/// The choice in the answer box.
struct AudienceChoice: Sendable {
  let target: ReplyTarget?
  /// How many reported the ticket.
  let people: Int64
  let languages: HTML?
  let fields: FormFields

  var html: HTML {
    guard let target else {
      return
        "<span class=\"audience\" id=\"answer-audience\">\(ConversationText.goesTo(people, languages))</span>"
    }
    let one = target.report.description
    let isAll = fields.isChosen(ReplyTarget.field, ReplyTarget.everybody)
    return """
      <fieldset class="audience" id="answer-audience"><legend class="unseen">\(ConversationText.goesToLegend)</legend>
      <label class="choice-row"><input type="radio" name="to"\(.value, one)\(.checked, if: !isAll)> <span>\(ConversationText.only(target.name.html))</span></label>
      <label class="choice-row"><input type="radio" name="to"\(.value, ReplyTarget.everybody)\(.checked, if: isAll)> \(ConversationText.everybodyHere(people))</label>
      </fieldset>
      """
  }
}
