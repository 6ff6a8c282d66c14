// What staff do with the issues of a ticket: open one, tie one that exists, untie it, try again, and decide what its closing means.
import TellbackWire

/// What an issue will say; `IssueDraft.body` is without the marker's line, which is added when it is sent.
public struct IssueDraft: Sendable, Equatable {
  public var tracker: Tracker
  public var title: String
  public var body: String

  /// As the tracker's template makes it, cut to the limits. `board` is its public address without a slash at its end.
  public init(of ticket: Ticket, on tracker: Tracker, board: String?, _ reads: any StoreReads) throws {
    self.tracker = tracker
    let title = try TrackerTemplate.fill(tracker.settings.title, with: ticket, board: board, reads).singleSpaced
    self.title = AuditEntry.cut(title, to: TrackerLimits.title)
    let body = try TrackerTemplate.fill(tracker.settings.body, with: ticket, board: board, reads)
    self.body = AuditEntry.cut(body, to: TrackerLimits.body)
  }
}

extension TicketActions {
  /// Wants an issue opened; it is sent soon after the commit. `marker` is 32 hexadecimal digits that nobody can guess.
  @discardableResult
  public func openIssue(
    of number: Int64, on tracker: Int64, title: String, body: String, marker: String, by actor: Actor
  ) throws -> Int64 {
    let ticket = try find(number)
    guard let tracker = try store.tracker(tracker), tracker.app == ticket.app else { throw TrackerError.noSuchTracker }
    let title = title.singleSpaced
    guard !title.isEmpty else { throw TrackerError.noTitle }
    guard title.utf8.count <= TrackerLimits.title else {
      throw TrackerError.tooLong(field: "title", bytes: title.utf8.count, limit: TrackerLimits.title)
    }
    guard body.utf8.count <= TrackerLimits.body else {
      throw TrackerError.tooLong(field: "body", bytes: body.utf8.count, limit: TrackerLimits.body)
    }
    try checkRoom(ticket.number)
    // Two presses, or two people, open one.
    let isThere = try store.trackerIssues(ofTicket: ticket.number).contains {
      $0.tracker == tracker.id && ($0.state == .waiting || $0.state == .open)
    }
    guard !isThere else { throw TrackerError.alreadyThere(tracker.settings.name) }
    return try store.addTrackerIssue(
      TrackerIssue(
        ticket: ticket.number, tracker: tracker.id, marker: marker, title: title, body: body, account: actor.account,
        by: actor.name ?? "", at: now, dueAt: now))
  }

  /// Ties an issue that exists, by the address of its page. It is looked up soon after the commit.
  @discardableResult
  public func tieIssue(of number: Int64, url: String, marker: String, by actor: Actor) throws -> Int64 {
    let ticket = try find(number)
    let trackers = try store.trackers(in: .app(ticket.app))
    guard !trackers.isEmpty else { throw TrackerError.noTracker }
    for tracker in trackers {
      guard let issue = tracker.settings.number(ofPage: url) else { continue }
      try checkRoom(ticket.number)
      let isThere = try store.trackerIssues(ofTicket: ticket.number).contains {
        $0.tracker == tracker.id && $0.number == issue
      }
      guard !isThere else { throw TrackerError.alreadyThere(tracker.settings.name) }
      let id = try store.addTrackerIssue(
        TrackerIssue(
          ticket: ticket.number, tracker: tracker.id, marker: marker, state: .open, number: issue,
          url: tracker.settings.page(of: issue), account: actor.account, by: actor.name ?? "", at: now, dueAt: now))
      try noteIssue(.issueTied, tracker.settings.reference(issue), on: ticket.number, by: actor)
      return id
    }
    throw TrackerError.notOfTracker
  }

  /// The issue stays in the tracker. One that was never opened is given up.
  public func untieIssue(_ id: Int64, of number: Int64, by actor: Actor) throws {
    let (issue, ticket) = try findIssue(id, of: number)
    try store.deleteTrackerIssue(id)
    guard let number = issue.number, let tracker = try store.tracker(issue.tracker) else { return }
    try noteIssue(.issueUntied, tracker.settings.reference(number), on: ticket.number, by: actor)
  }

  /// Tries one that failed, or one that waits, at once.
  public func retryIssue(_ id: Int64, of number: Int64) throws {
    var issue = try findIssue(id, of: number).issue
    switch issue.state {
    case .failed:
      guard issue.title != nil else { throw TrackerError.notFailed }
      issue.state = .waiting
      (issue.attempts, issue.firstAt) = (0, nil)
    case .lost: issue.state = .open
    // One that is being posted just now is left to whoever does that.
    case .waiting where issue.isSent && issue.error == nil: return
    case .waiting, .open, .closed: break
    }
    issue.dueAt = now
    try store.setTrackerIssue(issue)
  }

  /// Its closing means nothing for this ticket, or somebody has done what it proposed.
  public func settleIssue(_ id: Int64, of number: Int64) throws {
    var issue = try findIssue(id, of: number).issue
    guard issue.proposesResolving else { return }
    issue.settledAt = now
    try store.setTrackerIssue(issue)
  }

  /// What closed issues proposed is done once the ticket is resolved: reopened later, it proposes nothing old.
  func settleIssues(of number: Int64) throws {
    for var issue in try store.trackerIssues(ofTicket: number) where issue.proposesResolving {
      issue.settledAt = now
      try store.setTrackerIssue(issue)
    }
  }

  private func findIssue(_ id: Int64, of number: Int64) throws -> (issue: TrackerIssue, ticket: Ticket) {
    let ticket = try find(number)
    guard let issue = try store.trackerIssue(id), try store.finalTicket(of: issue.ticket) == ticket.number else {
      throw TrackerError.noSuchIssue
    }
    return (issue, ticket)
  }

  private func checkRoom(_ number: Int64) throws {
    guard try store.trackerIssues(ofTicket: number).count < TrackerLimits.perTicket else {
      throw TrackerError.tooManyIssues
    }
  }

  func noteIssue(_ kind: TicketEvent.Kind, _ detail: String, on number: Int64, by actor: Actor) throws {
    try store.noteChange(ofTicket: number, at: now)
    try store.append(TicketEvent(ticket: number, at: now, actor: actor, kind: kind, detail: detail))
  }
}
