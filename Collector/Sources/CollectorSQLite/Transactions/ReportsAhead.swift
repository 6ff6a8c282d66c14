// Asks a server for what the digest is going to read of the next reports, all together. It names the reads of `Digest.digest` in
// CollectorCore: one that is missing here costs a round trip for each report, which the tests of round trips see.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteWrites {
  /// Reports that are asked for together.
  private static let window = 64
  /// The same after something was written that is not part of placing, which may happen again soon.
  private static let smallWindow = 16

  var isFarAway: Bool { (try? db.isServer) ?? false }

  func willPlace(_ reports: ArraySlice<ExpectedReport>) throws {
    guard try db.isServer, !reports.isEmpty else { return }
    guard !expected.isOn || expected.left == 0 else { return noteExpected { $0.left -= 1 } }
    let isFirst = lookups.hasBlocks == nil
    if isFirst {
      try readAhead { try askOnce() }
      try askOnce()
    }
    let window = reports.prefix(isFirst || expected.isOn ? Self.window : Self.smallWindow)
    try readAhead { for report in window { try ask(of: report) } }
    var known = expected
    (known.isOn, known.left) = (true, window.count - 1)
    beginExpecting(known)
  }

  /// What holds for all reports of a transaction.
  private func askOnce() throws {
    _ = try (hasBlocks(), hasPains(), serviceRules())
  }

  private func ask(of report: ExpectedReport) throws {
    let reads = SQLiteReads(try db)
    if try hasBlocks(), try reads.block(of: report.installation, reporter: report.reporter, app: report.app) != nil {
      _ = try reads.isReleased(report: report.sequence)
    }
    guard let reporter = report.reporter else { return }
    _ = try reads.waitingMessages(ofReport: report.id)
    try askActivity(of: report)
    for (sort, name) in [
      (FacetSort.version, report.version), (.segment, report.segment), (.component, report.component),
    ] {
      if let name, !name.isEmpty { _ = try knownFacet(sort, name, app: report.app) }
    }
    if let version = report.version, !version.isEmpty { _ = try reads.ticketsWaitingForRelease(of: report.app) }
    var tickets = try home(of: report, reads).map { [$0] } ?? []
    if tickets.isEmpty {
      let homes = try report.alike.map { try reads.shownTicket(ofSequence: $0) }
      if !report.tickets.isEmpty { tickets = report.tickets + homes.prefix(1).compactMap(\.self) }
    }
    for ticket in Set(tickets).sorted() { try ask(of: ticket, for: report, from: reporter, reads) }
  }

  private func askActivity(of report: ExpectedReport) throws {
    guard let installation = report.installation, let day = report.day else { return }
    if let number = try SQLiteReads(db).knownNumber(of: installation, app: report.app) {
      _ = try isActive(Expectations.Active(source: Exposure.Source.reports.code, day: day, installation: number))
    }
    _ = try knownCohort(
      of: ExposureDay(day: day, version: report.version, segment: report.segment, channel: nil, installations: 1),
      app: report.app, by: .reports)
  }

  /// The ticket that the report names or that one of its keys leads to.
  private func home(of report: ExpectedReport, _ reads: SQLiteReads) throws -> Int64? {
    if let issue = report.knownIssue {
      for ticket in [issue] + (try reads.mergedTickets(of: issue)) {
        if try reads.wasPublished(ticket: ticket, app: report.app) { return issue }
      }
    }
    // One key may have been found in this transaction, and the others are asked for all the same: an earlier mechanism's may not count.
    let found = try report.groupingKeys.map { try ticket(app: report.app, groupingKey: $0) }
    return found.compactMap(\.self).first
  }

  private func ask(
    of number: Int64, for report: ExpectedReport, from reporter: [UInt8], _ reads: SQLiteReads
  ) throws {
    guard !expected.opened.contains(number), let ticket = try ticket(number) else { return }
    _ = try isReporter(reporter, ofTicket: number)
    _ = try shownRoot(of: number)
    let final = try reads.finalTicket(of: number)
    let survivor = final == number ? ticket : try self.ticket(final) ?? ticket
    let isRaised = ticket.severity < report.severity
    if isRaised { _ = try reads.isSeverityDecided(ofTicket: number) }
    if survivor.state == .resolved { _ = try reads.publishedIssue(ofTicket: final) }
    if survivor.hasReleasedFix { _ = try reads.outgoing(ofTicket: final) }
    if try hasPains() {
      // As it is counted, and as its ticket is found.
      _ = try reads.painPoint(ofTicket: number)
      if let pain = try reads.painPoint(ofTicket: final) {
        _ = try (reads.painAttempts(of: pain), reads.painPoint(pain))
      }
    }
    if try serviceRules() != nil, isRaised || report.segment != nil { _ = try reads.clocks(ofTicket: final) }
  }
}
