// Erasing as the domain sees it: the report goes, and with it the words that its ticket had from it. Works inside a
// transaction of the store; each call is small, so that ingest waits little.
import TellbackWire

/// A report that is gone, by what the match index knows it as.
public struct ErasedReport: Sendable, Equatable {
  public var sequence: Int64
  public var app: AppID

  public init(sequence: Int64, app: AppID) {
    self.sequence = sequence
    self.app = app
  }
}

/// Erases reports. Stateless.
public struct Eraser {
  /// Reports of one transaction: a few milliseconds.
  public static let batchLimit = 20

  private let store: any StoreWrites
  /// The one moment of the transaction.
  private let now: Timestamp

  public init(_ store: any StoreWrites, now: Timestamp) {
    self.store = store
    self.now = now
  }

  /// Erases one report. Nil when there is no such report.
  public func erase(_ id: ReportID, because cause: ErasureCause) throws -> ErasedReport? {
    guard let stored = try store.report(id) else { return nil }
    let quotes = TicketQuotes(store)
    let tickets = try quotes.tickets(quoting: stored)
    let owner = try store.placement(of: id)?.ticket
    guard try store.erase(report: id, because: cause, at: now) else { return nil }
    for ticket in tickets { try quotes.retitle(ticket) }
    if let owner {
      try tell(owner, cause)
      try TicketActions(store, now: now).removeClocksIfErased(owner)
    }
    return ErasedReport(sequence: stored.sequence, app: stored.app)
  }

  /// Erases a report of an installation that has proven itself, also one that has not come yet. Reports of others stay.
  public func erase(_ id: ReportID, of installation: ReportID, app: AppID) throws -> ErasedReport? {
    guard let stored = try store.report(id) else {
      try store.eraseAhead(report: id, app: app, installation: installation, at: now)
      return nil
    }
    guard stored.app == app, stored.installation == installation else { return nil }
    return try erase(id, because: .wish)
  }

  /// Erases the next reports of an installation whose erasure was begun. `isDone` when none is left.
  public func eraseNext(of installation: ErasedInstallation) throws -> (erased: [ErasedReport], isDone: Bool) {
    let reports = try store.reports(
      ofInstallation: installation.id, app: installation.app, after: nil, limit: Self.batchLimit)
    let erased = try reports.compactMap { try erase($0.id, because: .wish) }
    guard reports.count < Self.batchLimit else { return (erased, false) }
    try store.finishErasure(of: installation, at: now)
    return (erased, true)
  }

  // MARK: What a ticket had from the report

  /// What the history says names nobody, and no report.
  private func tell(_ ticket: Int64, _ cause: ErasureCause) throws {
    switch cause {
    case .wish: try store.append(TicketEvent(ticket: ticket, at: now, actor: .system, kind: .erased))
    case .retention:
      guard try store.firstReport(ofTicket: ticket) == nil else { return }
      try store.append(TicketEvent(ticket: ticket, at: now, actor: .system, kind: .swept))
    }
  }
}
