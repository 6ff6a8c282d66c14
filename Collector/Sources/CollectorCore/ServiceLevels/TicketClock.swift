// How long a ticket has taken, in business time: a small machine that is told of moves, answers and changed rules. Pure.
// Invariants: what was counted stays counted, by the calendar that was in force then; only a running clock is due.
import TellbackWire

/// What is promised.
public enum ClockMetric: String, Sendable, CaseIterable {
  /// Staff's first words to the reporters.
  case firstAnswer = "first_answer"
  /// Staff's words after a reporter wrote.
  case nextAnswer = "next_answer"
  case resolution
}

/// One promise on one ticket.
public struct TicketClock: Sendable, Equatable {
  public enum Mode: String, Sendable, CaseIterable {
    case running
    /// The ticket waits for its reporter.
    case paused
    /// The ticket is resolved; it goes on when the ticket is opened again.
    case frozen
    /// The promise was met or missed; see ``ServiceResult``.
    case ended
  }

  public var ticket: Int64
  public var metric: ClockMetric
  /// From 1; each reply that needs an answer begins another one of ``ClockMetric/nextAnswer``.
  public var round: Int64
  public var mode: Mode
  /// Of the ``ServiceRules`` by which it is measured.
  public var version: Int64
  public var calendar: Int64
  /// Milliseconds of business time; nil where nothing is promised: then it counts, and is never due.
  public var target: Int64?
  public var startedAt: Timestamp
  /// Until when ``spent`` and ``paused`` are counted.
  public var since: Timestamp
  /// Milliseconds of business time in which it ran, and in which it was paused.
  public var spent: Int64 = 0
  public var paused: Int64 = 0
  /// Of a running clock with a target.
  public var dueAt: Timestamp?
  public var warnAt: Timestamp?
  public var escalateAt: Timestamp?
  /// When people were warned, when it was due and not met, when that was escalated.
  public var warnedAt: Timestamp?
  public var breachedAt: Timestamp?
  public var escalatedAt: Timestamp?

  public init(
    ticket: Int64, metric: ClockMetric, round: Int64 = 1, mode: Mode, version: Int64, calendar: Int64, target: Int64?,
    startedAt: Timestamp
  ) {
    self.ticket = ticket
    self.metric = metric
    self.round = round
    self.mode = mode
    self.version = version
    self.calendar = calendar
    self.target = target
    self.startedAt = startedAt
    since = startedAt
  }

  /// When something is to be done about it by itself; nil for never. A clock is breached after its due moment, not at it.
  public var nextAt: Timestamp? {
    guard mode == .running else { return nil }
    guard breachedAt == nil else { return escalatedAt == nil ? escalateAt : nil }
    let breach = dueAt.map { Timestamp(milliseconds: $0.milliseconds.addingReportingOverflow(1).partialValue) }
    return [breach, warnedAt == nil ? warnAt : nil].compactMap(\.self).min()
  }

  /// Counts what passed until `moment`, by the calendar in force. Nil when nothing did.
  mutating func count(until moment: Timestamp, _ time: BusinessTime) -> ClockSpan? {
    guard moment > since, mode != .ended else { return nil }
    let worked = time.worked(from: since, to: moment)
    switch mode {
    case .running: spent += worked
    case .paused: paused += worked
    case .frozen, .ended: break
    }
    let span = ClockSpan(
      ticket: ticket, metric: metric, round: round, mode: mode, from: since, to: moment, worked: worked,
      version: version, calendar: calendar)
    since = moment
    return span
  }

  /// Sets when it is due, when to warn and when to escalate, from what is counted until ``since``.
  mutating func schedule(_ time: BusinessTime, _ notices: NoticeRules) {
    (dueAt, warnAt, escalateAt) = (nil, nil, nil)
    guard mode == .running, let target else { return }
    let left = target - spent
    if left > 0 {
      // Another target than the one that was breached: it is within its time, and people hear of this one.
      if breachedAt != nil { (warnedAt, breachedAt, escalatedAt) = (nil, nil, nil) }
      dueAt = time.moment(after: left, from: since)
      warnAt = notices.warnMinutes.flatMap { minutes in
        time.moment(after: left - minutes * 60_000, from: since).flatMap(time.opening(notBefore:))
      }
      if let warnAt, let dueAt, warnAt >= dueAt { self.warnAt = nil }
    } else {
      dueAt = breachedAt ?? since
    }
    guard let minutes = notices.escalateMinutes else { return }
    escalateAt = time.moment(after: left + minutes * 60_000, from: since).flatMap(time.opening(notBefore:))
  }
}

/// A stretch of a clock in one mode, by one calendar: what it is made of, for whoever asks how it was computed.
public struct ClockSpan: Sendable, Equatable {
  public var ticket: Int64
  public var metric: ClockMetric
  public var round: Int64
  public var mode: TicketClock.Mode
  public var from: Timestamp
  public var to: Timestamp
  /// Milliseconds of business time in it.
  public var worked: Int64
  public var version: Int64
  public var calendar: Int64

  public init(
    ticket: Int64, metric: ClockMetric, round: Int64, mode: TicketClock.Mode, from: Timestamp, to: Timestamp,
    worked: Int64, version: Int64, calendar: Int64
  ) {
    self.ticket = ticket
    self.metric = metric
    self.round = round
    self.mode = mode
    self.from = from
    self.to = to
    self.worked = worked
    self.version = version
    self.calendar = calendar
  }
}

/// How a promise ended: a fact of that moment, which later rules do not change.
public struct ServiceResult: Sendable, Equatable {
  public var ticket: Int64
  public var metric: ClockMetric
  public var round: Int64
  public var startedAt: Timestamp
  public var endedAt: Timestamp
  /// Milliseconds of business time.
  public var spent: Int64
  public var paused: Int64
  /// Nil where nothing was promised.
  public var target: Int64?
  public var isMissed: Bool
  public var version: Int64
  public var calendar: Int64
  /// When the ticket was opened again: this end was none.
  public var undoneAt: Timestamp?

  public init(_ clock: TicketClock, endedAt: Timestamp) {
    ticket = clock.ticket
    metric = clock.metric
    round = clock.round
    startedAt = clock.startedAt
    self.endedAt = endedAt
    spent = clock.spent
    paused = clock.paused
    target = clock.target
    isMissed = clock.breachedAt != nil
    version = clock.version
    calendar = clock.calendar
  }

  /// As a store kept it.
  public init(
    ticket: Int64, metric: ClockMetric, round: Int64, startedAt: Timestamp, endedAt: Timestamp, spent: Int64,
    paused: Int64, target: Int64?, isMissed: Bool, version: Int64, calendar: Int64, undoneAt: Timestamp?
  ) {
    self.ticket = ticket
    self.metric = metric
    self.round = round
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.spent = spent
    self.paused = paused
    self.target = target
    self.isMissed = isMissed
    self.version = version
    self.calendar = calendar
    self.undoneAt = undoneAt
  }
}

/// Something that a named person is told about a ticket's service level.
public struct ServiceNotice: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    /// A target is due soon.
    case dueSoon = "due_soon"
    /// A target was missed.
    case breached
  }

  /// Grows in the order in which people were told; 0 before it is stored.
  public var id: Int64
  public var at: Timestamp
  public var account: Int64
  public var ticket: Int64
  public var kind: Kind
  public var metric: ClockMetric
  /// The moment that it is about.
  public var dueAt: Timestamp

  public init(
    id: Int64 = 0, at: Timestamp, account: Int64, ticket: Int64, kind: Kind, metric: ClockMetric, dueAt: Timestamp
  ) {
    self.id = id
    self.at = at
    self.account = account
    self.ticket = ticket
    self.kind = kind
    self.metric = metric
    self.dueAt = dueAt
  }
}

extension TicketStanding {
  /// What clocks do while a ticket stands so: only the reporter's silence is nobody's fault here.
  public var clockMode: TicketClock.Mode {
    switch state {
    case .resolved: .frozen
    case .waiting where waiting?.cause == .reporter: .paused
    case .open, .waiting: .running
    }
  }
}
