// Merge, split, swap and undo. Each is one link and its events, in one transaction; nothing is copied or moved.
import TellbackWire

extension TicketActions {
  /// Tickets that may be found as one.
  public static let mergedLimit = 1_000
  /// Reports that one split may take.
  public static let splitLimit = 500
  /// Of the reports that stay on a ticket, how many are asked whether they share a grouping key with those split off.
  static let comparedLimit = 1_000

  /// Says that `number` is the same matter as `survivor`: from now on it is found there. Returns the link.
  ///
  /// Both numbers stand for what they are found as, so a duplicate of a duplicate ends at the final ticket, and there
  /// can be no circle.
  @discardableResult
  public func merge(_ number: Int64, into survivor: Int64, by actor: Actor) throws -> TicketLink {
    let duplicate = try find(number)
    let target = try find(survivor)
    guard duplicate.app == target.app else { throw LinkError.otherApp(number, survivor) }
    guard duplicate.number != target.number else { throw LinkError.sameTicket(number, survivor) }
    let together =
      try store.mergedTickets(of: duplicate.number).count + store.mergedTickets(of: target.number).count + 1
    guard together <= Self.mergedLimit else {
      throw LinkError.tooManyTickets(target.number, limit: Self.mergedLimit)
    }
    let link = try link(.merge, duplicate.number, target.number, by: actor)
    try audit(.merged, target, "ticket \(duplicate.number) into \(target.number)", by: actor)
    return link
  }

  private func link(_ kind: TicketLink.Kind, _ ticket: Int64, _ other: Int64, by actor: Actor) throws -> TicketLink {
    var link = TicketLink(kind: kind, ticket: ticket, other: other, at: now, actor: actor)
    if let duplicate = try store.ticket(ticket), let survivor = try store.ticket(other) {
      link.gaveOwner = try inheritOwner(of: duplicate, by: survivor)
    }
    link.id = try store.addMerge(link)
    try settleDecisions(touching: [other])
    try tell(ticket, .mergedInto, other, by: actor)
    try tell(other, .absorbed, ticket, by: actor)
    try refreshClocks(of: store.finalTicket(of: other))
    return link
  }

  /// Undoes a merge or a split: each ticket has again what is its own.
  public func undo(link id: Int64, by actor: Actor) throws {
    guard let link = try store.link(id), link.holds, try store.undoLink(id, at: now) else {
      throw LinkError.noSuchLink(id)
    }
    try giveBackOwner(of: link)
    try settleDecisions(touching: [link.ticket, link.other])
    try tell(link.ticket, .unlinked, link.other, by: actor)
    try tell(link.other, .unlinked, link.ticket, by: actor)
    for number in [link.ticket, link.other] { try refreshClocks(of: store.finalTicket(of: number)) }
    if let ticket = try store.ticket(link.other) {
      try audit(.unmerged, ticket, "\(link.kind.rawValue) of \(link.ticket) and \(link.other)", by: actor)
    }
  }

  /// Says that two tickets are not the same matter: neither is suggested for the other any more.
  public func markAsDifferent(_ number: Int64, _ other: Int64) throws {
    _ = try store.dismissSuggestion(ticket: find(number).number, candidate: find(other).number, at: now)
    try settleDecisions(touching: [number])
  }

  /// Takes back that two tickets are not the same: they are suggested again.
  public func unmarkAsDifferent(_ number: Int64, _ other: Int64) throws {
    try store.restoreSuggestion(ticket: number, candidate: other)
    try settleDecisions(touching: [number])
  }

  /// Makes `number`, which is merged into another, the one that the others are found as.
  @discardableResult
  public func makeSurvivor(_ number: Int64, by actor: Actor) throws -> TicketLink {
    let held = try store.links(of: number).first { $0.kind == .merge && $0.ticket == number && $0.holds }
    guard var upper = held else { throw LinkError.notASurvivor(number) }
    // Of a chain 1 -> 2 -> 3, making 1 the survivor turns each link around: 3 is found as 1 and so is 2.
    try undo(link: upper.id, by: actor)
    while let next = try store.links(of: upper.other).first(where: {
      $0.kind == .merge && $0.ticket == upper.other && $0.holds
    }) {
      try undo(link: next.id, by: actor)
      _ = try link(.merge, upper.other, number, by: actor)
      upper = next
    }
    return try link(.merge, upper.other, number, by: actor)
  }

  /// Opens a new ticket for some reports of a ticket. Returns the link; ``TicketLink/ticket`` is the new ticket.
  ///
  /// Later reports with a grouping key that only the reports split off have land on the new ticket.
  @discardableResult
  public func split(_ number: Int64, reports ids: [ReportID], title: String? = nil, by actor: Actor) throws
    -> TicketLink
  {
    let source = try find(number)
    let chosen = Set(ids)
    guard !chosen.isEmpty else { throw LinkError.noReports }
    guard chosen.count <= Self.splitLimit else { throw LinkError.tooManyReports(limit: Self.splitLimit) }
    let reports = try chosen.sorted().map { id in
      guard let report = try store.report(id), try store.shownTicket(ofReport: id) == source.number else {
        throw LinkError.notOnTicket(id, number)
      }
      return report
    }
    let shown = try store.shownTicket(source.number) ?? source
    guard shown.reportCount > Int64(reports.count) else { throw LinkError.nothingWouldStay(source.number) }
    let opened = try store.openTicket(try ticket(for: reports, of: source, title: title))
    // Whoever has the one works on what was split off from it too.
    if source.holder != TicketHolder() {
      _ = try store.hold(ticket: opened, from: TicketHolder(), to: source.holder, at: now)
      // Its reporters heard who it is already.
      if let told = try store.toldOwner(ofTicket: source.number) { try store.setToldOwner(told, ofTicket: opened) }
    }
    var link = TicketLink(kind: .split, ticket: opened, other: source.number, at: now, actor: actor)
    link.id = try store.addSplit(
      link, reports: reports.map(\.id), groupingKeys: try exclusiveKeys(of: reports, on: source.number))
    try startClocks(of: opened, at: now)
    try tell(opened, .splitFrom, source.number, by: actor)
    try tell(source.number, .splitOff, opened, by: actor)
    try audit(.split, source, "\(reports.count) reports to \(opened)", by: actor)
    return link
  }

  /// The new ticket by itself: it owns no report, so its own counts are 0.
  private func ticket(for reports: [StoredReport], of source: Ticket, title: String?) throws -> Ticket {
    var ticket = source
    ticket.standing = TicketStanding(state: .open)
    ticket.holder = TicketHolder()
    ticket.openedAt = now
    ticket.changedAt = now
    ticket.reportCount = 0
    ticket.reporterCount = 0
    let read = reports.compactMap { stored in (try? Report(decoding: stored.body)).map { (stored, $0) } }
    if let first = read.first {
      ticket.title = TicketTitle.make(for: first.1)
      ticket.kind = first.1.kind
      ticket.page = first.1.page
    }
    if let title, title.contains(where: { !$0.isWhitespace }) { ticket.title = TicketTitle.bounded(title[...]) }
    let captured = read.map { CaptureTime.corrected($1.capturedAt, of: $0) }
    ticket.firstCapturedAt = captured.min() ?? source.firstCapturedAt
    ticket.lastCapturedAt = captured.max() ?? source.lastCapturedAt
    ticket.firstReceivedAt = reports.map(\.receivedAt).min() ?? source.firstReceivedAt
    ticket.lastReceivedAt = reports.map(\.receivedAt).max() ?? source.lastReceivedAt
    return ticket
  }

  private func exclusiveKeys(of reports: [StoredReport], on number: Int64) throws -> [[UInt8]] {
    let chosen = Set(reports.map(\.id))
    var keys = Set(reports.flatMap(Self.keys))
    for report in try store.reports(ofTicket: number, offset: 0, limit: Self.comparedLimit + chosen.count)
    where !chosen.contains(report.id) {
      keys.subtract(Self.keys(report))
    }
    return keys.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Keys of every mechanism: what an earlier one joins goes with the report too.
  private static func keys(_ stored: StoredReport) -> [[UInt8]] {
    guard let report = try? Report(decoding: stored.body) else { return [] }
    return Grouping.shipped().keys(of: report).map(\.bytes)
  }

  private func tell(_ ticket: Int64, _ kind: TicketEvent.Kind, _ other: Int64, by actor: Actor) throws {
    try store.append(TicketEvent(ticket: ticket, at: now, actor: actor, kind: kind, other: other))
  }
}
