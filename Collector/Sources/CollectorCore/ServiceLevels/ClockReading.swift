// What a clock says at a moment: for the mark in lists, for the ticket's page and for programs.
import TellbackWire

/// One promise on one ticket, read at a moment.
public struct ClockReading: Sendable, Equatable {
  public enum State: String, Sendable {
    case running
    /// It is due within the time before which people are warned.
    case dueSoon = "due_soon"
    case breached
    case paused
    /// The ticket is resolved.
    case frozen
    case ended
  }

  public var clock: TicketClock
  public var state: State
  /// Milliseconds of business time until it is due; less than 0 after that. Nil where nothing is promised.
  public var left: Int64?
  /// Milliseconds of business time, counted until the moment of reading.
  public var spent: Int64
  public var paused: Int64
  /// The calendar's zone was in force at the due moment with this offset, in seconds.
  public var zoneOffset: Int64
  /// The calendar by which it is measured.
  public var calendar: BusinessCalendar

  public init(_ clock: TicketClock, _ time: BusinessTime, warnMinutes: Int64?, now: Timestamp) {
    self.clock = clock
    calendar = time.calendar
    (spent, paused) = (clock.spent, clock.paused)
    let worked = time.worked(from: clock.since, to: now)
    if clock.mode == .running { spent += worked }
    if clock.mode == .paused { paused += worked }
    let counted = spent
    let left = clock.target.map { $0 - counted }
    self.left = left
    zoneOffset = time.offset(at: clock.dueAt ?? now)
    switch clock.mode {
    case .ended: state = .ended
    case .frozen: state = .frozen
    case .paused: state = .paused
    case .running:
      if clock.breachedAt != nil || clock.dueAt.map({ $0 < now }) ?? false {
        state = .breached
      } else if let left, let warnMinutes, left <= warnMinutes * 60_000 {
        state = .dueSoon
      } else {
        state = .running
      }
    }
  }

  /// Something is promised, and it is not over.
  public var isOpen: Bool { clock.target != nil && (state != .ended && state != .frozen) }
}

/// Reads clocks by the rules under which each is measured.
public struct ClockReader {
  private let reads: any StoreReads
  private let now: Timestamp
  public let rules: ServiceRules?

  public init(_ reads: any StoreReads, now: Timestamp) throws {
    self.reads = reads
    self.now = now
    rules = try reads.serviceRules()
  }

  /// In the order of ``ClockMetric``; empty where nothing was ever promised, and for a ticket that is merged into another.
  public func readings(ofTicket number: Int64) throws -> [ClockReading] {
    guard let rules, try reads.finalTicket(of: number) == number else { return [] }
    return try reads.clocks(ofTicket: number).compactMap { clock in
      let own = clock.version == rules.version ? rules : try reads.serviceRules(version: clock.version)
      return own?.time(clock.calendar).map {
        ClockReading(clock, $0, warnMinutes: rules.settings.notices.warnMinutes, now: now)
      }
    }
  }

  /// The most urgent promise of a ticket: what is due first, else what is paused. Nil without one.
  public func urgent(ofTicket number: Int64) throws -> ClockReading? {
    let open = try readings(ofTicket: number).filter(\.isOpen)
    return open.filter { $0.clock.dueAt != nil }.min { ($0.clock.dueAt ?? now) < ($1.clock.dueAt ?? now) } ?? open.first
  }

  /// How a clock was computed: its spans, and the one that is not over yet.
  public func spans(of clock: TicketClock, limit: Int) throws -> [ClockSpan] {
    var spans = try reads.clockSpans(
      ofTicket: clock.ticket, metric: clock.metric, round: clock.round, limit: limit)
    var current = clock
    guard clock.mode != .ended, let time = try time(version: clock.version, calendar: clock.calendar),
      let last = current.count(until: now, time)
    else { return spans }
    spans.append(last)
    return spans
  }

  /// The calendar by which a span was counted.
  public func time(version: Int64, calendar: Int64) throws -> BusinessTime? {
    let own = version == rules?.version ? rules : try reads.serviceRules(version: version)
    return own?.time(calendar)
  }
}
