// What is asked of trackers now, and what came of it, from the store's side. Invariant: that an issue is being posted is on disk before
// the first byte is sent; after a kill, or an answer that nobody read, the tracker is searched for the marker first.
import TellbackWire

/// One thing to ask of a tracker.
public struct TrackerTask: Sendable, Equatable {
  public enum Step: Sendable, Equatable {
    /// Post it; first search what was opened since this moment, where an earlier attempt may have come through.
    case open(title: String, body: String, searchSince: Timestamp?)
    case look(number: Int64, etag: String?)
  }

  public var issue: Int64
  public var marker: String
  public var tracker: Tracker
  public var step: Step
}

/// An issue as its tracker tells of it.
public struct IssueFacts: Sendable, Equatable {
  public var number: Int64
  /// The page that people read; nil where the tracker does not say.
  public var url: String?
  public var isClosed: Bool
  /// Closed because nothing will be done.
  public var isNotPlanned: Bool
  /// The title of its milestone.
  public var version: String?
  public var closedAt: Timestamp?

  public init(
    number: Int64, url: String? = nil, isClosed: Bool = false, isNotPlanned: Bool = false, version: String? = nil,
    closedAt: Timestamp? = nil
  ) {
    self.number = number
    self.url = url
    self.isClosed = isClosed
    self.isNotPlanned = isNotPlanned
    self.version = version
    self.closedAt = closedAt
  }
}

/// Why a request came to nothing.
public struct TrackerFailure: Sendable, Equatable {
  public enum Sort: Sendable, Equatable {
    /// Nothing happened there, and the same may pass later.
    case later
    /// Nobody knows what happened there.
    case unknown
    /// The tracker refuses it: nothing will change by itself.
    case refused
    /// There is no such issue any more.
    case gone
  }

  public var sort: Sort
  /// Without the token.
  public var problem: OutgoingProblem
  public var status: Int?
  /// Seconds that the tracker asked to wait.
  public var retryAfter: Int64?

  public init(_ sort: Sort, _ problem: OutgoingProblem, status: Int? = nil, retryAfter: Int64? = nil) {
    self.sort = sort
    self.problem = problem
    self.status = status
    self.retryAfter = retryAfter
  }
}

/// What a request came to.
public struct TrackerOutcome: Sendable, Equatable {
  public enum Result: Sendable, Equatable {
    case issue(IssueFacts, etag: String?)
    case unchanged
    case failed(TrackerFailure)
  }

  public var result: Result
  public var status: Int?
  /// The tracker wants no request before.
  public var heldUntil: Timestamp?

  public init(_ result: Result, status: Int? = nil, heldUntil: Timestamp? = nil) {
    self.result = result
    self.status = status
    self.heldUntil = heldUntil
  }
}

/// Takes what is due and notes outcomes. Stateless; it works inside a transaction of the store.
public struct TrackerWork {
  /// Due issues looked at in one transaction.
  private static let seen = 200

  private let store: any StoreWrites
  private let now: Timestamp

  public init(_ store: any StoreWrites, now: Timestamp) {
    self.store = store
    self.now = now
  }

  /// What may be asked now of trackers that are not being asked, at most `limit`, one of each.
  public func take(except busy: Set<Int64>, limit: Int) throws -> [TrackerTask] {
    var (busy, tasks) = (busy, [TrackerTask]())
    for issue in try store.dueTrackerIssues(at: now, limit: Self.seen) where tasks.count < limit {
      guard !busy.contains(issue.tracker), let tracker = try store.tracker(issue.tracker) else { continue }
      guard let task = try prepare(issue, tracker) else { continue }
      busy.insert(tracker.id)
      tasks.append(task)
    }
    return tasks
  }

  private func prepare(_ issue: TrackerIssue, _ tracker: Tracker) throws -> TrackerTask? {
    // Until then no other collector takes it, and nor does this one after a kill.
    var begun = issue
    begun.dueAt = now.adding(seconds: TrackerLimits.unknownSeconds)
    if issue.state.isLinked, let number = issue.number {
      try store.setTrackerIssue(begun)
      return TrackerTask(
        issue: issue.id, marker: issue.marker, tracker: tracker, step: .look(number: number, etag: issue.etag))
    }
    guard issue.state == .waiting, let title = issue.title, let body = issue.body else { return nil }
    let since = issue.isSent ? issue.firstAt ?? issue.at : nil
    if since != nil { begun.dueAt = now.adding(seconds: TrackerLimits.searchSeconds) }
    (begun.isSent, begun.error) = (true, nil)
    begun.firstAt = issue.firstAt ?? now
    try store.setTrackerIssue(begun)
    let text = body.isEmpty ? issue.markerLine : "\(body)\n\n\(issue.markerLine)"
    return TrackerTask(
      issue: issue.id, marker: issue.marker, tracker: tracker,
      step: .open(title: title, body: text, searchSince: since))
  }

  // MARK: What came of it

  /// `spread` from 0 to 1 keeps many from coming back at one moment.
  public func note(_ outcome: TrackerOutcome, of id: Int64, tracker: Int64, spread: Double) throws {
    if let until = outcome.heldUntil { try store.hold(tracker: tracker, until: until) }
    guard let issue = try store.trackerIssue(id), let tracker = try store.tracker(tracker) else { return }
    switch outcome.result {
    case .issue(let facts, let etag):
      if tracker.problem != nil { try store.setProblem(nil, ofTracker: tracker.id) }
      try note(facts, etag, outcome.status, of: issue, tracker)
    case .unchanged:
      if tracker.problem != nil { try store.setProblem(nil, ofTracker: tracker.id) }
      var same = settled(issue, outcome.status)
      same.dueAt = nextLook(same, tracker)
      try store.setTrackerIssue(same)
    case .failed(let failure): try note(failure, of: issue, tracker, spread)
    }
  }

  private func note(_ facts: IssueFacts, _ etag: String?, _ status: Int?, of issue: TrackerIssue, _ tracker: Tracker)
    throws
  {
    let wasOpened = issue.state == .waiting || issue.state == .failed
    var (new, closed) = (settled(issue, status), issue.state == .closed)
    new.number = facts.number
    // An address that the tracker gives is shown as a link, so it is one of the tracker's own or none.
    let page = tracker.settings.page(of: facts.number)
    let isOwn = facts.url.map { tracker.settings.number(ofPage: $0) == facts.number } ?? false
    new.url = isOwn ? facts.url ?? page : page
    (new.title, new.body, new.isSent) = (nil, nil, false)
    (new.etag, new.state) = (etag, facts.isClosed ? .closed : .open)
    new.version = facts.version.map { AuditEntry.cut($0.singleSpaced, to: TrackerLimits.version) }
    new.isNotPlanned = facts.isNotPlanned
    new.closedAt = facts.isClosed ? facts.closedAt ?? issue.closedAt ?? now : nil
    if !facts.isClosed { new.settledAt = nil }
    let reference = tracker.settings.reference(facts.number)
    let actor = issue.account.map { Actor.staff(id: $0, name: issue.by) } ?? .system
    let ticket = try store.finalTicket(of: issue.ticket)
    let actions = TicketActions(store, now: now)
    if wasOpened {
      try actions.noteIssue(.issueTied, reference, on: ticket, by: actor)
      closed = false
    }
    if facts.isClosed != closed {
      let detail =
        facts.isClosed
        ? "\(facts.isNotPlanned ? "dropped" : "closed") \(reference)\(new.version.map { " \($0)" } ?? "")"
        : "reopened \(reference)"
      try actions.noteIssue(.issueMoved, detail, on: ticket, by: .system)
    } else if !wasOpened, new.version != issue.version || new.isNotPlanned != issue.isNotPlanned {
      try store.noteChange(ofTicket: ticket, at: now)
    }
    new.dueAt = nextLook(new, tracker)
    try store.setTrackerIssue(new)
  }

  /// After an answer that was understood.
  private func settled(_ issue: TrackerIssue, _ status: Int?) -> TrackerIssue {
    var issue = issue
    (issue.attempts, issue.firstAt, issue.error, issue.status) = (0, nil, nil, status)
    return issue
  }

  private func nextLook(_ issue: TrackerIssue, _ tracker: Tracker) -> Timestamp? {
    if let closedAt = issue.closedAt, closedAt.adding(seconds: TrackerLimits.closedSeconds) < now { return nil }
    let isTold = tracker.hookedAt.map { now < $0.adding(seconds: TrackerLimits.hookSeconds) } ?? false
    let isSlow = isTold || issue.state == .closed
    return now.adding(seconds: isSlow ? TrackerLimits.slowPollSeconds : TrackerLimits.pollSeconds)
  }

  private func note(_ failure: TrackerFailure, of issue: TrackerIssue, _ tracker: Tracker, _ spread: Double) throws {
    var new = issue
    new.attempts += 1
    (new.error, new.status) = (failure.problem.stored, failure.status)
    let isOpening = issue.state == .waiting
    if isOpening { new.isSent = failure.sort == .unknown }
    let floor = failure.sort == .unknown && isOpening ? TrackerLimits.unknownSeconds : 0
    let firstAt = issue.firstAt ?? now
    new.firstAt = firstAt
    let next = WebhookBackOff.next(
      after: new.attempts, firstAt: isOpening ? firstAt : now, now: now,
      retryAfter: max(failure.retryAfter ?? 0, floor), spread: spread)
    switch failure.sort {
    case .later, .unknown:
      new.dueAt = next
      if isOpening, next == nil { new.state = .failed }
    case .refused:
      if isOpening {
        (new.state, new.dueAt) = (.failed, nil)
      } else {
        // What was refused may pass when somebody has mended the settings.
        new.dueAt = now.adding(seconds: TrackerLimits.slowPollSeconds)
      }
    case .gone: (new.state, new.dueAt, new.etag) = (.lost, nil, nil)
    }
    try store.setTrackerIssue(new)
    if failure.sort != .gone { try store.setProblem(failure.problem.stored, ofTracker: tracker.id) }
  }
}

/// A message that a tracker sent by itself.
public enum TrackerHook {
  /// The number of the issue that a message of GitHub or GitLab is about; nil for a message about something else. Its other claims
  /// are not believed: the issue is looked at instead, so that a late or repeated message does no harm.
  public static func issue(_ body: [UInt8], _ kind: TrackerKind) -> Int64? {
    var number: Int64?
    let (outer, inner) = kind == .github ? ("issue", "number") : ("object_attributes", "iid")
    var isIssue = kind == .github
    let isRead = try? LooseJSON.read(body) { reader in
      try reader.object { reader, key in
        switch key {
        case outer:
          try reader.object { reader, key in
            if key == inner { number = try reader.count() } else { try reader.skip() }
          }
        case "object_kind" where kind == .gitlab: isIssue = try reader.text(limit: 40)?.value == "issue"
        default: try reader.skip()
        }
      }
      return true
    }
    return isRead == true && isIssue ? number : nil
  }
}

extension TrackerWork {
  /// A message came whose signature was checked. Returns whether an issue that is followed is looked at now because of it.
  public func noteHook(of tracker: Int64, issue number: Int64?) throws -> Bool {
    try store.noteHook(ofTracker: tracker, at: now)
    guard let number else { return false }
    let issues = try store.trackerIssues(ofTracker: tracker, number: number)
    for var issue in issues where issue.state.isLinked {
      issue.dueAt = now
      try store.setTrackerIssue(issue)
    }
    return !issues.isEmpty
  }
}
