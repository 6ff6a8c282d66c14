// From stored reports to tickets. Each report is digested whole or not at all: a savepoint each, many per commit.
import TellbackWire

/// What digesting one report came to.
public enum DigestOutcome: Sendable, Equatable {
  /// It opened this ticket.
  case opened(Int64)
  /// It joined this ticket.
  case attached(Int64)
  /// No ticket could be made of it; it is kept aside with this reason.
  case quarantined(String)
}

/// What digesting a batch came to.
public struct DigestTally: Sendable, Equatable {
  public var opened = 0
  public var attached = 0
  public var quarantined = 0

  public init() {}

  public var total: Int { opened + attached + quarantined }

  public mutating func add(_ outcome: DigestOutcome) {
    switch outcome {
    case .opened: opened += 1
    case .attached: attached += 1
    case .quarantined: quarantined += 1
    }
  }
}

/// Turns stored reports into tickets. Stateless; it works inside a transaction of the store.
public struct Digest: Sendable {
  /// Reports of one transaction: enough to share the price of a commit, few enough that an ingest waits little.
  public static let batchLimit = 64

  private let components: ComponentRules
  private let severities: SeverityRules

  public init(components: ComponentRules = ComponentRules(), severities: SeverityRules = SeverityRules()) {
    self.components = components
    self.severities = severities
  }

  /// Digests the oldest pending reports, at most `limit`. `now` is the one moment of the transaction.
  ///
  /// A report that the digest cannot take is quarantined and the others go on. An error of the store as a whole (a full
  /// disk) is thrown: the transaction is undone and every report stays pending.
  public func digestPending(limit: Int = batchLimit, in store: any StoreWrites, now: Timestamp) throws -> DigestTally {
    var tally = DigestTally()
    for report in try store.pendingReports(limit: limit) {
      tally.add(try digest(report, in: store, now: now))
    }
    return tally
  }

  /// Digests one pending report.
  public func digest(_ stored: StoredReport, in store: any StoreWrites, now: Timestamp) throws -> DigestOutcome {
    let report: Report
    do {
      report = try Report(decoding: stored.body)
    } catch {
      return try setAside(stored, "The report cannot be read: \(error)", tell: "\(error)", in: store, now: now)
    }
    do {
      return try store.isolated { try place(report, stored, in: store, now: now) }
    } catch let error as StoreError where error == .full || error == .busy || error == .closed {
      // Nothing is wrong with the report.
      throw error
    } catch {
      // When it is the disk that fails, setting aside fails as well and the whole transaction is undone.
      let message = "The collector could not make a ticket of this report. It is kept, and its staff can see it."
      return try setAside(stored, "The digest failed: \(error)", tell: message, in: store, now: now)
    }
  }

  private func setAside(
    _ stored: StoredReport, _ reason: String, tell message: String, in store: any StoreWrites, now: Timestamp
  ) throws -> DigestOutcome {
    try store.isolated {
      try store.quarantine(report: stored.sequence, reason: reason, at: now)
      try store.appendUpdate(.refused, report: stored, ticket: nil, message: message, by: nil, at: now)
    }
    return .quarantined(reason)
  }

  private func place(_ report: Report, _ stored: StoredReport, in store: any StoreWrites, now: Timestamp) throws
    -> DigestOutcome
  {
    let key = ExactGrouping.key(of: report)
    guard let number = try store.ticket(app: stored.app, groupingKey: key.bytes),
      let ticket = try store.ticket(number)
    else { return .opened(try open(report, stored, key, in: store, now: now)) }
    try attach(report, stored, key, to: ticket, in: store, now: now)
    return .attached(number)
  }

  private func open(
    _ report: Report, _ stored: StoredReport, _ key: GroupingKey, in store: any StoreWrites, now: Timestamp
  ) throws -> Int64 {
    let capturedAt = CaptureTime.corrected(report.capturedAt, of: stored)
    let number = try store.openTicket(
      Ticket(
        number: 0, app: stored.app, title: TicketTitle.make(for: report), kind: report.kind,
        severity: severities.severity(of: report), component: components.component(ofPage: report.page),
        page: report.page, state: .open, resolution: nil, openedAt: now, changedAt: now, reportCount: 1,
        reporterCount: 1, firstCapturedAt: capturedAt, lastCapturedAt: capturedAt, firstReceivedAt: stored.receivedAt,
        lastReceivedAt: stored.receivedAt))
    try store.addGroupingKey(key.bytes, app: stored.app, ticket: number, at: now)
    _ = try store.addReporter(ReporterKey.bytes(of: report, installation: stored.installation), ticket: number)
    try store.append(TicketEvent(ticket: number, at: now, actor: .system, kind: .opened, report: report.id))
    try settle(report, stored, key, on: number, opened: true, in: store, now: now)
    return number
  }

  private func attach(
    _ report: Report, _ stored: StoredReport, _ key: GroupingKey, to found: Ticket, in store: any StoreWrites,
    now: Timestamp
  ) throws {
    let number = found.number
    let capturedAt = CaptureTime.corrected(report.capturedAt, of: stored)
    var ticket = found
    if Self.isRegression(ticket, report.kind, capturedAt: capturedAt) {
      // Those who reported before hear of it first; this report's own update follows below.
      let note = "It was reported again after it was resolved, so it is open again."
      try TicketDesk(store, now: now).reopen(number, note: note, by: .system)
      ticket = try store.ticket(number) ?? ticket
    }
    ticket.severity = max(ticket.severity, severities.severity(of: report))
    ticket.changedAt = now
    ticket.reportCount += 1
    if try store.addReporter(ReporterKey.bytes(of: report, installation: stored.installation), ticket: number) {
      ticket.reporterCount += 1
    }
    ticket.firstCapturedAt = min(ticket.firstCapturedAt, capturedAt)
    ticket.lastCapturedAt = max(ticket.lastCapturedAt, capturedAt)
    ticket.firstReceivedAt = min(ticket.firstReceivedAt, stored.receivedAt)
    ticket.lastReceivedAt = max(ticket.lastReceivedAt, stored.receivedAt)
    try store.saveTicket(ticket)
    try store.append(TicketEvent(ticket: number, at: now, actor: .system, kind: .attached, report: report.id))
    try settle(report, stored, key, on: number, opened: false, in: store, now: now)
    if ticket.state == .resolved {
      // It describes what is over: whoever wrote it late learns that at once.
      try store.appendUpdate(.fixed, report: stored, ticket: number, message: nil, by: nil, at: now)
    }
  }

  /// What opening and joining have in common.
  private func settle(
    _ report: Report, _ stored: StoredReport, _ key: GroupingKey, on number: Int64, opened: Bool,
    in store: any StoreWrites, now: Timestamp
  ) throws {
    let placement = Placement(report: stored.sequence, ticket: number, mechanism: key.mechanism, at: now)
    try store.place(placement, report: report, opened: opened)
    if let version = report.context.appVersion, !version.isEmpty {
      try store.addVersion(version, ticket: number, at: stored.receivedAt)
    }
    if let segment = report.segment, !segment.isEmpty { try store.addSegment(segment, ticket: number) }
    try store.appendUpdate(.onTicket, report: stored, ticket: number, message: nil, by: nil, at: now)
  }

  /// A resolved matter that somebody met again after its resolution. Praise never reopens anything.
  private static func isRegression(_ ticket: Ticket, _ kind: ReportKind, capturedAt: Timestamp) -> Bool {
    guard ticket.state == .resolved, kind != .praise, let resolvedAt = ticket.resolvedAt else { return false }
    return capturedAt > resolvedAt
  }
}
