// What somebody filled in on a ticket and wants done with it. Nothing goes out over words that they have not seen.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// The verbs on a ticket's page.
enum TicketAction: String, Sendable, CaseIterable {
  case answer, note, wait, resolve, correct, reopen
  /// It works as designed, so it is an idea.
  case idea
  case correctAnswer = "correct-answer"
  case takeBack = "take-back"

  var permission: Permission {
    switch self {
    case .answer, .correctAnswer, .takeBack: .answer
    case .note: .note
    case .wait, .resolve, .correct, .reopen, .idea: .move
    }
  }

  /// Only the owner does it; on a ticket that nobody has, one press claims it and does it.
  var isForOwner: Bool {
    self == .answer || self == .correctAnswer || self == .resolve || self == .correct || self == .idea
  }

  /// What the page says afterwards.
  var notice: TicketNotice {
    switch self {
    case .answer: .answered
    case .correctAnswer: .answerCorrected
    case .note: .noted
    case .wait: .waits
    case .resolve: .resolved
    case .correct: .corrected
    case .reopen: .reopened
    case .idea: .becameIdea
    case .takeBack: .takenBack
    }
  }

  /// The id of its form on the page.
  var form: String {
    switch self {
    case .answer: "answer"
    case .correctAnswer: "correction"
    case .note: "note"
    case .wait: "wait"
    case .resolve, .correct, .idea: "resolve"
    case .reopen: "reopen"
    case .takeBack: "undo"
    }
  }
}

struct TicketForm: Sendable {
  private let act: TicketAction
  private let form: HTTPForm
  private let note: String

  init(_ form: HTTPForm, act: TicketAction) {
    self.act = act
    self.form = form
    note = form.text("note")
  }

  /// Returns what the page says afterwards.
  func perform(
    _ number: Int64, by actor: Actor, in store: any StoreWrites, now: Timestamp, undoSeconds: Int64
  ) throws -> TicketNotice {
    if act != .note, act != .takeBack {
      try Self.checkSeen(number, after: form["seen"].flatMap { Int64($0) } ?? 0, store)
    }
    let actions = TicketActions(store, now: now, undoSeconds: undoSeconds)
    if act.isForOwner { try actions.claimIfFree(number, by: actor) }
    switch act {
    case .answer:
      if case .waits = try actions.submitAnswer(number, note: note, to: recipient(), files: files, by: actor) {
        return .waitsForApproval
      }
    case .correctAnswer:
      guard let event = form["event"].flatMap({ Int64($0) }), let told = try store.event(event),
        try store.finalTicket(of: told.ticket) == store.finalTicket(of: number)
      else { throw ConversationError.noSuchAnswer(number) }
      try actions.correctAnswer(event, note: note, by: actor)
    case .note: try actions.note(number, text: note, by: actor)
    case .wait: try actions.wait(number, for: Self.waiting(form), note: note, by: actor)
    case .reopen: try actions.reopen(number, note: note, by: actor)
    case .idea: try actions.turnIntoIdea(number, note: note, by: actor)
    case .resolve, .correct:
      let kind = try outcome(of: number, in: store)
      let fix = kind == .code ? try Self.release(form) : nil
      if act == .resolve {
        try actions.resolve(number, as: kind, fix: fix, note: note, by: actor)
      } else {
        try actions.correct(number, to: kind, fix: fix, note: note, by: actor)
      }
    case .takeBack:
      guard let message = form["message"].flatMap({ Int64($0) }) else { throw TakeBackError.tooLate }
      try actions.takeBack(message, by: actor)
    }
    return act.notice
  }

  /// What was chosen beside the answer. What a browser calls a file's type is kept as a hint alone.
  private var files: [StaffFile] {
    form.files.filter { $0.field == "files" }.map { file in
      let name = Words.cut(file.name.isEmpty ? "file" : file.name, to: WireLimits.attachmentName - 4)
      let type = file.type.utf8.count <= WireLimits.attachmentType ? file.type : ""
      return StaffFile(name: name, type: type.isEmpty ? "application/octet-stream" : type, data: file.bytes)
    }
  }

  /// Nil for everybody.
  private func recipient() throws -> ReportID? {
    guard let text = form[ReplyTarget.field], text != ReplyTarget.everybody else { return nil }
    guard let report = ReportID(text) else { throw FormError.noRecipient }
    return report
  }

  static func waiting(_ form: HTTPForm) throws -> Waiting {
    guard let cause = form["cause"].flatMap(Waiting.Cause.init(rawValue:)) else { throw FormError.noCause }
    let day = (form["until"] ?? "").trimmed
    var until: Timestamp?
    if !day.isEmpty {
      guard let moment = TimeText.moment(ofDay: day, zone: form["zone"].flatMap { Int64($0) } ?? 0) else {
        throw FormError.noDate
      }
      until = moment
    }
    return try Waiting(cause, name: form["\(cause.rawValue)-name"], until: until, wakesOnReply: form["early"] == "yes")
  }

  private func outcome(of number: Int64, in store: any StoreReads) throws -> ResolutionKind {
    guard let kind = form["resolution"].flatMap(ResolutionKind.init(rawValue:)) else { throw FormError.noOutcome }
    guard let ticket = try store.ticket(store.finalTicket(of: number)) else { throw TicketError.noSuchTicket(number) }
    guard ResolutionKind.outcomes(for: ticket.kind).contains(kind) else {
      throw ResolutionError.doesNotFit(kind, ticket.kind)
    }
    return kind
  }

  static func release(_ form: HTTPForm) throws -> FixRelease {
    if let version = form["fixed-in"], !version.trimmed.isEmpty { return .version(version) }
    guard form["unreleased"] == "yes" else { throw ResolutionError.releaseNeeded }
    return .notYet
  }

  /// New reports do not stop an answer; another person's does, one's own that was sent twice, and what a reporter wrote.
  static func checkSeen(_ number: Int64, after seen: Int64, _ store: any StoreReads) throws {
    var cursor = seen
    while true {
      let events = try store.events(ofTicket: number, after: cursor, limit: 200)
      for event in events {
        switch event.kind {
        case .replied, .notHelped: throw FormError.unread
        case .answered, .corrected, .moved: throw FormError.overtaken(by: event.actor.name)
        default: break
        }
      }
      guard events.count == 200, let last = events.last else { return }
      cursor = last.id
    }
  }
}

extension HTTPForm {
  /// What a box holds. Browsers send line breaks as CR LF (HTML Living Standard, form submission); a byte of the limit each would
  /// be unfair.
  func text(_ name: String) -> String { (self[name] ?? "").replacing("\r\n", with: "\n") }
}
