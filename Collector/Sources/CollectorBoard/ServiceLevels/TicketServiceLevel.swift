// What a ticket's page shows of its service level, read in the page's snapshot.
import CollectorCore
import TellbackWire

/// One promise with how it was computed.
struct ClockStory: Sendable {
  struct Part: Sendable {
    var span: ClockSpan
    /// The calendar's name and zone.
    var calendar: BusinessCalendar
    /// The days of it, at most ``TicketServiceLevel/dayLimit``.
    var days: [BusinessTime.Day]
    var startOffset: Int64
    var endOffset: Int64
  }

  var reading: ClockReading
  /// Oldest first; the newest ``TicketServiceLevel/spanLimit``.
  var parts: [Part]
  /// What is still to pass until it is due.
  var ahead: [BusinessTime.Day]
  /// What it came to; nil while it is open.
  var result: ServiceResult?
  var startOffset: Int64
}

struct TicketServiceLevel: Sendable {
  static let spanLimit = 30
  static let dayLimit = 10

  /// In the order of ``ClockMetric``; empty where nothing is promised.
  var stories: [ClockStory] = []
  /// The limit that the viewer would break by claiming it.
  var broken: BrokenLimit?

  /// What the head of the page says.
  var urgent: ClockReading? {
    let open = stories.map(\.reading).filter(\.isOpen)
    return open.filter { $0.clock.dueAt != nil }.min {
      ($0.clock.dueAt?.milliseconds ?? 0) < ($1.clock.dueAt?.milliseconds ?? 0)
    } ?? open.first
  }

  init(of ticket: Ticket, account: StaffAccount, _ reads: any StoreReads, now: Timestamp) throws {
    let reader = try ClockReader(reads, now: now)
    guard let rules = reader.rules else { return }
    if ticket.holder.owner?.account != account.id,
      let broken = rules.settings.limits.broken(by: ticket, having: try reads.openTickets(ofAccount: account.id))
    {
      self.broken = BrokenLimit(name: account.name, limit: broken.limit, severity: broken.severity)
    }
    let results = try reads.serviceResults(ofTicket: ticket.number)
    stories = try reader.readings(ofTicket: ticket.number).filter { $0.clock.target != nil }.map { reading in
      try Self.story(reading, reader, results, now: now)
    }
  }

  private static func story(
    _ reading: ClockReading, _ reader: ClockReader, _ results: [ServiceResult], now: Timestamp
  ) throws -> ClockStory {
    let clock = reading.clock
    let parts = try reader.spans(of: clock, limit: spanLimit).compactMap { span -> ClockStory.Part? in
      guard let time = try reader.time(version: span.version, calendar: span.calendar) else { return nil }
      return ClockStory.Part(
        span: span, calendar: time.calendar,
        days: span.mode == .frozen ? [] : time.days(from: span.from, to: span.to, limit: dayLimit),
        startOffset: time.offset(at: span.from), endOffset: time.offset(at: span.to))
    }
    let time = try reader.time(version: clock.version, calendar: clock.calendar)
    let ahead = clock.dueAt.flatMap { due in
      due > now ? time?.days(from: max(now, clock.since), to: due, limit: dayLimit) : nil
    }
    return ClockStory(
      reading: reading, parts: parts, ahead: ahead ?? [],
      result: results.last { $0.metric == clock.metric && $0.round == clock.round && $0.undoneAt == nil },
      startOffset: time?.offset(at: clock.startedAt) ?? 0)
  }
}
