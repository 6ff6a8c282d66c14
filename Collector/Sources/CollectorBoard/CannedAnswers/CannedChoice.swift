// The canned answers beside the answer box: in whose language, and what of the words in the box cannot be filled in.
import CollectorCore
import TellbackWire

/// What the answer box needs to know of canned answers.
struct CannedChoice: Sendable {
  struct Choice: Sendable {
    var id: Int64
    var name: String
    var text: CannedText
  }

  /// Whose language and segment choose the texts: the report that is answered, else the first one of the ticket.
  let addressed: StoredReport?
  let isForAll: Bool
  let locale: String?
  let choices: [Choice]
  /// Why the words in the box cannot be sent as they are; nil when they can.
  let problem: FieldError?

  init(
    ticket: Ticket, to report: ReportID?, words: String, account: StaffAccount, _ reads: any StoreReads
  ) throws {
    let addressed = try report.map { try reads.report($0) } ?? reads.firstReport(ofTicket: ticket.number)
    let content = addressed.flatMap { try? Report(decoding: $0.body) }
    self.addressed = addressed
    isForAll = report == nil
    locale = content?.locale
    choices = try reads.cannedAnswers(in: .app(ticket.app)).compactMap { answer in
      answer.text(locale: content?.locale, segment: content?.segment).map {
        Choice(id: answer.id, name: answer.name, text: $0)
      }
    }
    problem = try FieldCheck(reads).problem(
      of: words, on: ticket, to: report, by: .staff(id: account.id, name: account.name))
  }

  /// The chosen text with what is known filled in. What differs from reporter to reporter stays a field in words to everybody.
  func filled(_ choice: Choice, on ticket: Ticket, by name: String) -> String {
    FieldText(choice.text.text).filled(
      FieldCheck.values(on: ticket, for: isForAll ? nil : addressed, by: name))
  }

  func html(_ details: TicketDetails, _ fields: FormFields) -> HTML? {
    guard !choices.isEmpty else { return nil }
    let number = String(details.ticket.number)
    let options = choices.map { choice -> HTML in
      let language = LocaleText.language(choice.text.locale) ?? choice.text.locale
      let what = choice.text.segment.map { CannedAnswerText.forSegment(language, $0).text } ?? language
      return
        "<option\(.value, String(choice.id))>\(Words.cut(Words.visible(choice.name), to: 60)) · \(Words.cut(what, to: 60))</option>"
    }
    return """
      <div class="canned"><label class="stack"><span class="label">\(CannedAnswerText.one)</span>
      <select name="canned" aria-describedby="canned-hint"><option value="">\(CannedAnswerText.chooseOne)</option>\(options)</select></label>
      <button type="submit" data-act="canned"\(.formAction, Link("tickets", number, "canned"))\(.dataCanned, Link("tickets", number, "canned"))>\(CannedAnswerText.insert)</button>
      <p class="hint" id="canned-hint">\(hint)</p>\(fields.error("canned"))</div>
      """
  }

  /// In which language, and what is taken where there is no text in it.
  private var hint: HTML {
    let language = LocaleText.name(locale).map { Words.inline($0, limit: 60) } ?? "\(CannedAnswerText.unknownLanguage)"
    return CannedAnswerText.hint(
      language, reference: addressed?.id.reference.description, isForAll: isForAll)
  }

  /// Beside the words.
  var problemHTML: HTML {
    "<p class=\"field-problem\" role=\"status\">\(problem.map { "\($0.sentence)" as HTML })</p>"
  }
}
