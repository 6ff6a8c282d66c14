// What a program does with the issues of a ticket in trackers.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct IssueWriteRoutes: Sendable {
  let api: StaffAPI
  let secrets: any Secrets
  /// The board's public address without a slash at its end; nil where it is not known.
  let board: String?
  let onChange: @Sendable () -> Void

  func add(to router: inout Router) {
    // Each act says which issue it means, and a second one of the same ticket and tracker is refused, so no If-Match is needed.
    api.post(&router, "/v1/tickets/{number:int}/issues", needs: .move, ifMatch: false) { request, caller in
      let (number, change) = (Int64(try request.parameters.int("number")), try IssueChange(decoding: request.body))
      let marker = Hexadecimal.text(Array(secrets.makeToken().prefix(16)))
      let (board, onChange) = (board, onChange)
      return { actions, store in
        try change.perform(number, marker: marker, board: board, by: caller.actor, actions, store)
        var outcome = WriteOutcome(ticket: try store.finalTicket(of: number), event: 0)
        if change.act == .open || change.act == .tie { outcome.status = 202 }
        outcome.onCommit = onChange
        return outcome
      }
    }
  }
}

/// `{"act": "open", "tracker": 1}`, `{"act": "tie", "url": "https://…"}`, `{"act": "untie", "issue": 3}`.
private struct IssueChange: Sendable {
  enum Act: String, CaseIterable {
    case open, tie, untie, again, settle
  }

  let act: Act
  private var tracker: Int64?
  private var issue: Int64?
  private var title: String?
  private var body: String?
  private var url: String?

  init(decoding bytes: [UInt8]) throws {
    var name: String?
    var (tracker, issue) = (Int64?.none, Int64?.none)
    var (title, body, url) = (String?.none, String?.none, String?.none)
    try JSONReader.read(bytes) { reader in
      try reader.object("request") { reader, key in
        switch key {
        case "act": name = try reader.string("act", limit: 40)
        case "tracker": tracker = try reader.integer("tracker")
        case "issue": issue = try reader.integer("issue")
        // Longer than they may be, so that the domain names its limit.
        case "title": title = try reader.optionalString("title", limit: 10_000)
        case "body": body = try reader.optionalString("body", limit: 100_000)
        case "url": url = try reader.optionalString("url", limit: 2_500)
        default: try reader.skipValue()
        }
      }
    }
    guard let name, let act = Act(rawValue: name) else {
      throw ErrorAnswer(
        422, name == nil ? "missing" : "invalid_value", field: "act",
        "act must be one of \(Act.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    func need(_ field: String, _ isThere: Bool) throws {
      guard isThere else { throw ErrorAnswer(422, "missing", field: field, "\(field) is missing.") }
    }
    switch act {
    case .open: break
    case .tie: try need("url", url != nil)
    case .untie, .again, .settle: try need("issue", issue != nil)
    }
    (self.act, self.tracker, self.issue) = (act, tracker, issue)
    (self.title, self.body, self.url) = (title, body, url)
  }

  func perform(
    _ number: Int64, marker: String, board: String?, by actor: Actor, _ actions: TicketActions, _ store: any StoreWrites
  ) throws {
    switch act {
    case .open:
      // What is not said is made by the template, as the board's form shows it.
      guard let ticket = try store.shownTicket(store.finalTicket(of: number)) else {
        throw TicketError.noSuchTicket(number)
      }
      let trackers = try store.trackers(in: .app(ticket.app))
      guard !trackers.isEmpty else { throw TrackerError.noTracker }
      guard let tracker = tracker.map({ id in trackers.first { $0.id == id } }) ?? trackers.first else {
        throw TrackerError.noSuchTracker
      }
      let draft = try IssueDraft(of: ticket, on: tracker, board: board, store)
      try actions.openIssue(
        of: number, on: tracker.id, title: title ?? draft.title, body: body ?? draft.body, marker: marker, by: actor)
    case .tie: try actions.tieIssue(of: number, url: url ?? "", marker: marker, by: actor)
    case .untie: try actions.untieIssue(issue ?? 0, of: number, by: actor)
    case .again: try actions.retryIssue(issue ?? 0, of: number)
    case .settle: try actions.settleIssue(issue ?? 0, of: number)
    }
  }
}

extension ErrorAnswer {
  init(tracker error: TrackerError) {
    switch error {
    case .noSuchIssue: self.init(404, "no_such_issue", error.description)
    case .noSuchTracker, .noSuchApp: self.init(422, "invalid_value", field: "tracker", error.description)
    case .alreadyThere: self.init(409, "issue_exists", error.description)
    case .noTracker: self.init(409, "no_tracker", error.description)
    case .notOfTracker: self.init(422, "invalid_value", field: "url", error.description)
    case .noTitle: self.init(422, "missing", field: "title", error.description)
    case .tooLong(let field, _, _): self.init(422, "too_long", field: field, error.description)
    case .noName, .badAddress, .hasQuery, .badProject, .noToken, .badToken, .unknownField, .tooMany, .tooManyIssues,
      .notFailed:
      self.init(422, "refused", error.description)
    }
  }
}

extension JSONWriter {
  /// The issues of a ticket: where they are and how they stand.
  mutating func issues(_ issues: [TrackerIssue]) {
    guard !issues.isEmpty else { return }
    array("issues") { writer in
      for issue in issues {
        writer.object { writer in
          writer.integer("id", issue.id)
          writer.integer("tracker", issue.tracker)
          writer.string("state", issue.state.rawValue)
          writer.integer("number", optional: issue.number)
          writer.string("url", optional: issue.url)
          writer.string("version", optional: issue.version)
          if issue.state == .closed { writer.bool("notPlanned", issue.isNotPlanned) }
          if issue.state == .closed { writer.bool("proposesResolving", issue.proposesResolving) }
          writer.moment("closedAt", issue.closedAt)
          writer.string("error", optional: issue.error)
        }
      }
    }
  }
}
