// What somebody filled in on the page of a pain point, and wants done with it.
import CollectorCore
import CollectorHTTP
import TellbackWire

enum PainAct: String, Sendable, CaseIterable {
  case gather, ungather, undo, change, decide, workaround, withdraw, attempt, release, drop

  var notice: TicketNotice {
    switch self {
    case .gather: .painGathered
    case .ungather, .undo: .painUngathered
    case .change, .attempt, .release, .drop: .saved
    case .decide: .painDecided
    case .workaround: .painHelped
    case .withdraw: .painWithdrawn
    }
  }
}

/// What cannot be read of a form.
enum PainFormError: Error, Sendable {
  case badDay(field: String)
  case noTicket
  case noChoice(field: String)
  case badLine(field: String)

  var field: String {
    switch self {
    case .badDay(let field), .noChoice(let field), .badLine(let field): field
    case .noTicket: "ticket"
    }
  }

  var phrase: Phrase {
    switch self {
    case .badDay: PainText.badDay
    case .noTicket: PainText.badNumber
    case .noChoice: PainText.choose
    case .badLine: PainText.badLine
    }
  }
}

struct PainForm: Sendable {
  let act: PainAct
  private let form: HTTPForm

  init?(_ form: HTTPForm) {
    guard let act = form["act"].flatMap(PainAct.init(rawValue:)) else { return nil }
    self.act = act
    self.form = form
  }

  /// The ticket that it is about; whoever sends it must see it.
  var ticket: Int64? {
    guard act == .gather || act == .ungather else { return nil }
    return form["ticket"].flatMap { Int64($0.trimmed.drop { $0 == "#" }) }
  }

  /// The id of the form on the page.
  var place: String {
    switch act {
    case .gather, .ungather, .undo: "gather"
    case .change: "facts"
    case .decide: "decide"
    case .workaround, .withdraw: "workaround"
    case .attempt: "attempt"
    case .release, .drop: "attempt-\(form["attempt"] ?? "")"
    }
  }

  /// Returns the membership that was made, so that it can be undone at once.
  func perform(
    _ pain: Int64, _ actions: PainActions, _ store: any StoreWrites, by actor: Actor
  ) throws -> Int64? {
    switch act {
    case .gather:
      guard let ticket else { throw PainFormError.noTicket }
      return try actions.gather(ticket, into: pain, by: actor).id
    case .ungather:
      guard let ticket else { throw PainFormError.noTicket }
      try actions.ungather(ticket, from: pain, by: actor)
    case .undo: try actions.undo(number("membership"), of: pain, by: actor)
    case .change: try actions.change(pain, to: facts(), revision: number("revision"), by: actor)
    case .decide:
      guard let kind = form["decision"].flatMap(PainDecision.Kind.init(rawValue:)) else {
        throw PainFormError.noChoice(field: "decision")
      }
      let again = kind == .later ? try end("again") : nil
      try actions.decide(pain, kind, reason: form.text("reason"), again: again, by: actor)
    case .workaround:
      try actions.help(pain, form.text("workaround"), publishedAs: form["title"], by: actor)
    case .withdraw: try actions.withdrawHelp(of: pain, by: actor)
    case .attempt:
      guard let kind = form["kind"].flatMap(PainAttempt.Kind.init(rawValue:)) else {
        throw PainFormError.noChoice(field: "kind")
      }
      try actions.attempt(
        pain, form["what"] ?? "", kind, department: form["department"], release: release(), by: actor)
    case .release: try actions.release(number("attempt"), of: pain, in: release(), by: actor)
    case .drop: try actions.drop(number("attempt"), of: pain, by: actor)
    }
    return nil
  }

  /// The name of the field that an error is about.
  func field(of error: PainError) -> String {
    switch error {
    case .noTitle, .tooLong(.title, _, _): "title"
    case .tooLong(let field, _, _): field == .attempt ? "what" : field.rawValue
    case .noReason: "reason"
    case .noWords: act == .attempt ? "what" : "workaround"
    case .datePassed: act == .decide ? "again" : "decide-by"
    case .cannotHaveIt, .noSuchPerson: "owner"
    case .noRelease: "version"
    case .otherApp, .gathered, .tooManyTickets: "ticket"
    default: ""
    }
  }

  // MARK: Parts

  private func facts() throws -> PainFacts {
    PainFacts(
      title: form["title"] ?? "", component: form["component"], page: form["page"], department: form["department"],
      owner: form["owner"].flatMap { Int64($0) }, decideBy: try end("decide-by"),
      escalatesTo: form["escalates-to"].flatMap { Int64($0) })
  }

  private func release() throws -> PainAttempt.Release? {
    if let version = form["version"]?.trimmed, !version.isEmpty { return .version(version) }
    guard let day = form["since"]?.trimmed, !day.isEmpty else { return nil }
    guard let moment = TimeText.moment(ofDay: day, zone: zone) else { throw PainFormError.badDay(field: "since") }
    return .date(moment)
  }

  private func end(_ field: String) throws -> Timestamp? {
    guard let day = form[field]?.trimmed, !day.isEmpty else { return nil }
    guard let moment = PainDay.end(of: day, zone: zone) else { throw PainFormError.badDay(field: field) }
    return moment
  }

  private var zone: Int64 { form["zone"].flatMap { Int64($0) } ?? 0 }

  private func number(_ field: String) -> Int64 { form[field].flatMap { Int64($0) } ?? 0 }
}
