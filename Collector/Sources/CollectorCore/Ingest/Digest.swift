// From stored reports to tickets. Each report is digested whole or not at all, many per commit: together first, and when one of
// them fails, in a savepoint each.
import TellbackWire

/// Turns stored reports into tickets. It works inside a transaction of the store, and keeps nothing but the rules that it read last.
public struct Digest: Sendable {
  /// Reports of one transaction: enough to share the price of a commit, few enough that an ingest waits little.
  public static let batchLimit = 64
  /// Reports of one transaction while none come in: a page of an index that many of them touch is written once for all.
  public static let quietBatchLimit = 512

  let grouping: Grouping
  let books = RuleBooks()
  let launches = LaunchBooks()

  public init(grouping: Grouping = Grouping()) { self.grouping = grouping }

  /// Digests the oldest pending reports, at most `limit`. `now` is the one moment of the transaction.
  ///
  /// A report that the digest cannot take is quarantined and the others go on. An error of the store as a whole (a full
  /// disk) is thrown: the transaction is undone and every report stays pending.
  ///
  /// - Parameters:
  ///   - apps: those of whose reports the caller holds the ``DigestLease``.
  ///   - prepared: reports that were prepared before the transaction, by ``StoredReport/sequence``; others are read in it.
  ///   - advice: what matching says, by ``StoredReport/sequence``; a report without it is grouped by exact keys alone.
  ///   - matchesLater: a ticket that is opened without advice is noted, to be matched later.
  ///   - together: without savepoints, each of which copies every page that its report touches. Then a report that the
  ///     digest cannot take ends all of it with ``DigestedApart``: nothing of it may be kept, and it is to be done once more,
  ///     each apart.
  ///   - placed: told of each report that is on a ticket now; forget it when the transaction fails.
  public func digestPending(
    limit: Int = batchLimit, of apps: AppScope = .all, in store: any StoreWrites, now: Timestamp,
    prepared: [Int64: PreparedReport] = [:], advice: [Int64: MatchAdvice] = [:], matchesLater: Bool = false,
    together: Bool = false,
    placed: (PlacedReport) -> Void = { _ in }
  ) throws -> DigestTally {
    var tally = DigestTally()
    let book = try books.current(in: store)
    let launches = try launches.current(in: store)
    let reports = try waiting(limit, prepared, of: apps, in: store)
    let expected =
      store.isFarAway
      ? reports.map { ExpectedReport($0, by: grouping, advice: advice[$0.stored.sequence]) } : []
    do {
      for (place, report) in reports.enumerated() {
        try store.willPlace(expected.dropFirst(place))
        tally.add(
          try digest(
            report, by: book, launches, in: store, now: now, advice: advice[report.stored.sequence],
            matchesLater: matchesLater, together: together, placed: placed))
      }
      if together { try store.settle() }
    } catch let error as any PassingFailure where error.mayPass {
      throw error
    } catch {
      // What one report wrote may fail while the next one is digested: a write that nobody waits for is told of later.
      throw together ? DigestedApart() : error
    }
    return tally
  }

  /// Digests one pending report.
  public func digest(
    _ stored: StoredReport, in store: any StoreWrites, now: Timestamp, advice: MatchAdvice? = nil,
    placed: (PlacedReport) -> Void = { _ in }
  ) throws -> DigestOutcome {
    try digest(
      prepare(stored), by: books.current(in: store), launches.current(in: store), in: store, now: now, advice: advice,
      matchesLater: false, together: false, placed: placed)
  }

  private func digest(
    _ prepared: PreparedReport, by book: RuleBook, _ launches: LaunchBook, in store: any StoreWrites, now: Timestamp,
    advice: MatchAdvice?, matchesLater: Bool, together: Bool, placed: (PlacedReport) -> Void
  ) throws -> DigestOutcome {
    let stored = prepared.stored
    if let block = try keepBack(prepared, in: store, now: now) { return .keptBack(block) }
    var content: PreparedReport.Content
    do {
      content = try prepared.content.get()
    } catch {
      if together { throw DigestedApart() }
      return try quarantine(stored, "The report cannot be read: \(error)", tell: "\(error)", in: store, now: now)
    }
    if content.stamp != book.stamp { content.outcome = book.outcome(of: content.report, app: stored.app) }
    do {
      func placeWhole() throws -> (DigestOutcome, Int64) {
        let (outcome, owner) = try place(content, stored, advice, in: store, now: now)
        try store.addTies(launches.ties(of: content.report, stored, capturedAt: content.capturedAt))
        if case .opened = outcome, matchesLater, advice == nil { try store.markUnmatched(report: stored.sequence) }
        // What its reporter did since has waited for this.
        try TicketActions(store, now: now).applyWaiting(of: stored)
        return (outcome, owner)
      }
      let (outcome, owner) = try together ? placeWhole() : store.isolated(placeWhole)
      placed(PlacedReport(sequence: stored.sequence, app: stored.app, ticket: owner, report: content.report))
      return outcome
    } catch let error as any PassingFailure where error.mayPass {
      // Nothing is wrong with the report.
      throw error
    } catch {
      if together { throw DigestedApart() }
      // When the disk fails, the quarantine fails as well and the whole transaction is undone.
      let message = "The collector could not make a ticket of this report. It is kept, and its staff can see it."
      return try quarantine(stored, "The digest failed: \(error)", tell: message, in: store, now: now)
    }
  }

  /// The block by which the report is kept back, whether it can be read or not; its reporter is told nothing. Nil for one that
  /// takes its usual way.
  private func keepBack(_ prepared: PreparedReport, in store: any StoreWrites, now: Timestamp) throws -> Int64? {
    let (stored, content) = (prepared.stored, try? prepared.content.get())
    guard let block = try store.block(of: stored.installation, reporter: content?.reporter, app: stored.app),
      try !store.isReleased(report: stored.sequence)
    else { return nil }
    try store.isolated {
      try store.keepBack(
        report: stored.sequence, announcing: content?.report.attachments ?? [], by: block.id, at: now)
    }
    return block.id
  }

  private func quarantine(
    _ stored: StoredReport, _ reason: String, tell message: String, in store: any StoreWrites, now: Timestamp
  ) throws -> DigestOutcome {
    try store.isolated {
      try store.quarantine(report: stored.sequence, reason: reason, at: now)
      try store.appendUpdate(.refused, report: stored, ticket: nil, message: message, by: nil, at: now)
    }
    return .quarantined(reason)
  }

  /// Returns the outcome and the ticket that owns the report from now on.
  private func place(
    _ content: PreparedReport.Content, _ stored: StoredReport, _ advice: MatchAdvice?, in store: any StoreWrites,
    now: Timestamp
  ) throws -> (DigestOutcome, Int64) {
    let (report, key) = (content.report, content.key)
    if let known = try knownIssue(of: report, stored, in: store), let ticket = try store.ticket(known) {
      try attach(content, stored, "me-too-1", to: ticket, in: store, now: now)
      return (.attached(known), known)
    }
    if let (ticket, found) = try grouping.ticket(for: report, key, app: stored.app, in: store, now: now) {
      // An earlier mechanism's key led here: from now on today's does.
      if found != key { try store.addGroupingKey(key.bytes, app: stored.app, ticket: ticket.number, at: now) }
      try attach(content, stored, found.mechanism, to: ticket, in: store, now: now)
      return (.attached(ticket.number), ticket.number)
    }
    // The app's own key decides alone: what is alike is suggested, and joins nothing.
    if report.groupingKey == nil, let mechanism = advice?.attachment,
      let ticket = try advised(advice, stored, in: store),
      Grouping.joins(report, ticket, mechanism)
    {
      // The same words next time need no matching.
      try store.addGroupingKey(key.bytes, app: stored.app, ticket: ticket.number, at: now)
      try attach(content, stored, mechanism, to: ticket, in: store, now: now)
      return (.attached(ticket.number), ticket.number)
    }
    let number = try open(content, stored, in: store, now: now)
    if let advice { try suggest(advice, for: number, report: stored.sequence, in: store, now: now) }
    return (.opened(number), number)
  }

  /// The ticket that matching would join; nil when it is not what the index took it for any more.
  private func advised(_ advice: MatchAdvice?, _ stored: StoredReport, in store: any StoreWrites) throws -> Ticket? {
    guard let candidate = advice?.candidates.first, let ticket = try store.ticket(candidate.ticket),
      ticket.app == stored.app, try store.shownTicket(ofSequence: candidate.report) != nil
    else { return nil }
    // A report that is like one that was split off joins the ticket on which that one is shown.
    guard let home = try store.shownTicket(ofSequence: candidate.report),
      try home != store.finalTicket(of: ticket.number)
    else { return ticket }
    return try store.ticket(home)
  }

  /// Keeps what matching suggests for a ticket, and what triage may propose from. Nothing is joined.
  public func suggest(
    _ advice: MatchAdvice, for number: Int64, report sequence: Int64, in store: any StoreWrites, now: Timestamp
  ) throws {
    // Erased since the index took it in: there is nothing left to compare with.
    try store.addNeighbours(
      advice.neighbours.filter { try store.shownTicket(ofSequence: $0.report) != nil }, ofTicket: number)
    try store.addSuggestions(
      advice.candidates.compactMap { candidate in
        guard candidate.ticket != number, try store.shownTicket(ofSequence: candidate.report) != nil else { return nil }
        return TicketSuggestion(
          ticket: number, candidate: candidate.ticket, report: sequence, candidateReport: candidate.report,
          likelihood: advice.likelihood, words: candidate.words, at: now, base: advice.base, agreed: advice.agreed)
      })
  }

  private func open(
    _ content: PreparedReport.Content, _ stored: StoredReport, in store: any StoreWrites, now: Timestamp
  ) throws -> Int64 {
    let (report, key, capturedAt) = (content.report, content.key, content.capturedAt)
    let number = try store.openTicket(
      Ticket(
        number: 0, app: stored.app, title: TicketTitle.make(for: report), kind: report.kind,
        severity: content.outcome.severity, component: content.outcome.component,
        page: report.page, state: .open, resolution: nil, openedAt: now, changedAt: now, reportCount: 1,
        reporterCount: 1, firstCapturedAt: capturedAt, lastCapturedAt: capturedAt, firstReceivedAt: stored.receivedAt,
        lastReceivedAt: stored.receivedAt))
    try store.addGroupingKey(key.bytes, app: stored.app, ticket: number, at: now)
    _ = try store.addReporter(content.reporter, ticket: number)
    try store.append(TicketEvent(ticket: number, at: now, actor: .system, kind: .opened, report: report.id))
    try settle(content, stored, key.mechanism, on: number, shownAs: number, opened: true, in: store, now: now)
    let actions = TicketActions(store, now: now)
    try actions.route(number, content.outcome)
    // By the severity that the rules gave it.
    try actions.startClocks(of: number, at: stored.receivedAt)
    return number
  }

  private func attach(
    _ content: PreparedReport.Content, _ stored: StoredReport, _ mechanism: String, to found: Ticket,
    in store: any StoreWrites, now: Timestamp
  ) throws {
    let number = found.number
    let (report, capturedAt) = (content.report, content.capturedAt)
    // State and answers are those of the ticket that it is found as; counts and words are its own, so that undoing a
    // merge gives each ticket what belongs to it.
    let final = try store.finalTicket(of: number)
    var survivor = try final == number ? found : store.ticket(final) ?? found
    if try isRegression(survivor, report, capturedAt: capturedAt, in: store) {
      // Those who reported before hear of it first; this report's own update follows below.
      let note = "It was reported again after it was resolved, so it is open again."
      try TicketActions(store, now: now).reopen(final, note: note, by: .system)
      survivor = try store.ticket(final) ?? survivor
    }
    let pain = try store.painPoint(ofTicket: final)
    if let pain {
      try PainActions(store, now: now).noteRegression(of: pain, report, capturedAt: capturedAt, on: final)
      survivor = try store.ticket(final) ?? survivor
    }
    let severity = content.outcome.severity
    // What a person decided stays.
    let isRaised =
      try report.knownIssue == nil && severity > found.severity && !store.isSeverityDecided(ofTicket: number)
    try store.count(
      TicketArrival(
        capturedAt: capturedAt, receivedAt: stored.receivedAt,
        isNewReporter: try store.addReporter(content.reporter, ticket: number),
        severity: isRaised ? severity : nil, at: now), onTicket: number)
    try store.append(TicketEvent(ticket: number, at: now, actor: .system, kind: .attached, report: report.id))
    if isRaised { try TicketActions(store, now: now).noteRaised(number, content.outcome) }
    try settle(content, stored, mechanism, on: number, shownAs: final, opened: false, in: store, now: now)
    if isRaised || report.segment != nil {
      try TicketActions(store, now: now).refreshClocks(of: final)
    }
    if let pain {
      try PainActions(store, now: now).help(content.reporter, of: pain, report, stored, on: final)
    }
    if let owner = survivor.holder.owner, survivor.state != .resolved {
      // Who looks at it was told before this report arrived.
      try store.appendUpdate(.lookedAt, report: stored, ticket: final, message: nil, by: owner.name, at: now)
    }
    if survivor.hasReleasedFix, try store.outgoing(ofTicket: final).isEmpty {
      // The fix was told of before this report arrived: its reporter is told at once. While the telling is in its undo
      // window, this reporter is told with the others.
      try store.appendUpdate(.fixed, report: stored, ticket: final, Told(version: survivor.fixedIn), at: now)
    }
  }

  /// What opening and joining have in common.
  private func settle(
    _ content: PreparedReport.Content, _ stored: StoredReport, _ mechanism: String, on number: Int64,
    shownAs final: Int64, opened: Bool, in store: any StoreWrites, now: Timestamp
  ) throws {
    let report = content.report
    let placement = Placement(
      report: stored.sequence, ticket: number, mechanism: mechanism, at: now, reporter: content.reporter,
      capturedAt: content.capturedAt)
    try store.place(placement, report: report, opened: opened)
    if let version = report.context.appVersion, !version.isEmpty {
      try store.addVersion(version, ticket: number, at: stored.receivedAt)
      try TicketActions(store, now: now).wakeForRelease(version, app: stored.app)
    }
    if let segment = report.segment, !segment.isEmpty { try store.addSegment(segment, ticket: number) }
    try store.countReporting(report, stored, capturedAt: content.capturedAt, now: now)
    try store.appendUpdate(.onTicket, report: stored, ticket: final, message: nil, by: nil, at: now)
  }

  /// The ticket that a "me too" means; nil when the report has words of its own, or names what no app was ever told of:
  /// nobody may put themselves on a ticket, and so hear its answers, by guessing its number.
  private func knownIssue(of report: Report, _ stored: StoredReport, in store: any StoreWrites) throws -> Int64? {
    guard let number = report.knownIssue else { return nil }
    for ticket in [number] + (try store.mergedTickets(of: number)) {
      if try store.wasPublished(ticket: ticket, app: stored.app) { return number }
    }
    return nil
  }

  /// A resolved matter that somebody met again after its resolution. Praise never reopens anything, and neither does a
  /// version from before the fix.
  private func isRegression(
    _ ticket: Ticket, _ report: Report, capturedAt: Timestamp, in store: any StoreWrites
  ) throws -> Bool {
    guard ticket.state == .resolved, report.kind != .praise, let resolvedAt = ticket.resolvedAt else { return false }
    guard capturedAt > resolvedAt else { return false }
    var fixedIn = try store.publishedIssue(ofTicket: ticket.number)?.fixedIn
    switch ticket.fix {
    case .version(let version): fixedIn = version
    // Nobody can have the fix yet: that it is met again says nothing new.
    case .notYet: return false
    case nil: break
    }
    guard let version = report.context.appVersion, let fixedIn else { return true }
    return AppVersion.has(fixedIn, in: version)
  }
}
