// Inside a transaction: what is not here yet of a prepared ticket becomes rows, in the order of time.
import TellbackWire

extension TicketImport {
  /// Writes what is not here yet. `staff` are the accounts by address. `placed` is told of each report that is on a ticket now; forget
  /// it when the transaction fails.
  public func write(
    _ imports: [PreparedImport], staff: [String: StaffAccount], in store: any StoreWrites, now: Timestamp,
    placed: (PlacedReport) -> Void = { _ in }
  ) throws -> ImportTally {
    var tally = ImportTally()
    let newest = try store.newestEvent(in: .all)
    for item in imports {
      if let number = try store.imported(key(.ticket, item.ticket.key)) {
        tally.knownTickets += 1
        tally += try addNews(of: item, to: number, staff, in: store, now: now)
      } else {
        tally += try open(item, staff, in: store, now: now, placed: placed)
      }
    }
    try store.noteImportedEvents(after: newest)
    return tally
  }

  /// What ``write(_:staff:in:now:placed:)`` would come to.
  public func count(_ imports: [PreparedImport], in store: any StoreReads) throws -> ImportTally {
    var tally = ImportTally()
    for item in imports {
      let isKnown = try store.imported(key(.ticket, item.ticket.key)) != nil
      if isKnown { tally.knownTickets += 1 } else { tally.tickets += 1 }
      for message in item.messages {
        if try isKnown && store.imported(key(.message, message.key)) != nil {
          tally.knownMessages += 1
        } else {
          tally.messages += 1
        }
      }
    }
    return tally
  }

  private func key(_ sort: ImportKey.Sort, _ key: String) -> ImportKey {
    ImportKey(app: app, shape: shape, sort: sort, key: key)
  }

  private func open(
    _ item: PreparedImport, _ staff: [String: StaffAccount], in store: any StoreWrites, now: Timestamp,
    placed: (PlacedReport) -> Void
  ) throws -> ImportTally {
    let source = item.ticket
    let incoming = IncomingReport(
      id: item.id, app: app, installation: nil, receivedAt: source.openedAt, sentAt: nil, body: item.body)
    guard let sequence = try store.addImportedReport(incoming) else { return ImportTally(erased: 1) }
    let number = try store.openTicket(ticket(of: item))
    try store.noteImported(key(.ticket, source.key), target: number, at: now)
    if try store.ticket(app: app, groupingKey: item.groupingKey.bytes) == nil {
      // What is reported in the same words from now on joins it.
      try store.addGroupingKey(item.groupingKey.bytes, app: app, ticket: number, at: now)
    }
    _ = try store.addReporter(item.reporter, ticket: number)
    try store.append(
      TicketEvent(ticket: number, at: source.openedAt, actor: .system, kind: .opened, report: item.id))
    try store.place(
      Placement(
        report: sequence, ticket: number, mechanism: Self.mechanism, at: now, reporter: item.reporter,
        capturedAt: source.openedAt), report: item.report, opened: true)
    if let segment = item.report.segment, !segment.isEmpty { try store.addSegment(segment, ticket: number) }
    try store.addTags(Self.tags(source.tags), ticket: number, at: now)
    if source.state != .resolved, let email = source.assignee?.email, let account = staff[email] {
      let owner = TicketOwner(account: account.id, name: account.name, since: now, actedAt: now)
      _ = try store.hold(ticket: number, from: TicketHolder(), to: TicketHolder(owner: owner), at: source.changedAt)
    }
    var tally = ImportTally(tickets: 1)
    var isMoved = source.state == .open
    for message in item.messages {
      if !isMoved, message.at > moveTime(of: source) {
        try move(number, source, in: store)
        isMoved = true
      }
      tally.messages += try add(message, of: item, sequence, to: number, staff, in: store, now: now)
    }
    if !isMoved { try move(number, source, in: store) }
    try store.append(
      TicketEvent(
        ticket: number, at: now, actor: .system, kind: .imported, detail: "\(shape.rawValue): \(source.key)"))
    if source.state != .resolved { try store.markUnmatched(report: sequence) }
    placed(PlacedReport(sequence: sequence, app: app, ticket: number, report: item.report))
    return tally
  }

  /// Messages that the source got since the ticket was imported. What staff did with it here since stays.
  private func addNews(
    of item: PreparedImport, to number: Int64, _ staff: [String: StaffAccount], in store: any StoreWrites,
    now: Timestamp
  ) throws -> ImportTally {
    var tally = ImportTally()
    let sequence = try store.report(item.id)?.sequence
    for message in item.messages {
      if try store.imported(key(.message, message.key)) != nil {
        tally.knownMessages += 1
      } else if message.direction == .fromReporter, sequence == nil {
        tally.erased += 1
      } else {
        tally.messages += try add(message, of: item, sequence ?? 0, to: number, staff, in: store, now: now)
        try store.noteChange(ofTicket: number, at: message.at)
      }
    }
    return tally
  }

  private func add(
    _ message: PreparedImport.PreparedMessage, of item: PreparedImport, _ sequence: Int64, to number: Int64,
    _ staff: [String: StaffAccount], in store: any StoreWrites, now: Timestamp
  ) throws -> Int {
    var first: Int64?
    for (place, text) in message.parts.enumerated() {
      let event: Int64
      switch message.direction {
      case .fromReporter:
        event = try store.append(
          TicketEvent(ticket: number, at: message.at, actor: .system, kind: .replied, report: item.id))
        let reply = ReporterMessage(
          id: makeID("message", "\(message.key)#\(place)", at: message.at), report: item.id, at: message.at,
          content: .reply(text: text))
        guard try store.addImportedReply(reply, report: sequence, event: event) else {
          throw StoreError.failed("The message \(message.key) is here under another key.")
        }
      case .fromStaff, .inner:
        event = try store.append(
          TicketEvent(
            ticket: number, at: message.at, actor: Self.actor(message.author, staff),
            kind: message.direction == .inner ? .noted : .answered, text: text))
      }
      first = first ?? event
    }
    guard let first else { return 0 }
    try store.noteImported(key(.message, message.key), target: first, at: now)
    return 1
  }

  static func actor(_ person: ImportedPerson?, _ staff: [String: StaffAccount]) -> Actor {
    if let account = person?.email.flatMap({ staff[$0] }) { return .staff(id: account.id, name: account.name) }
    let name = person?.name ?? person?.email ?? person?.id ?? "Staff"
    return .staff(id: nobody, name: ImportedWords.cut(name, to: WireLimits.user))
  }

  private func move(_ number: Int64, _ source: ImportedTicket, in store: any StoreWrites) throws {
    let waiting = Self.waiting(of: source)
    try store.append(
      TicketEvent(
        ticket: number, at: moveTime(of: source), actor: .system, kind: .moved, from: .open, to: source.state,
        resolution: source.state == .resolved ? Self.resolution(of: source) : nil,
        detail: waiting?.detail ?? Self.fix(of: source)?.detail))
  }

  private func moveTime(of source: ImportedTicket) -> Timestamp {
    max(source.openedAt, source.state == .resolved ? source.resolvedAt ?? source.changedAt : source.changedAt)
  }

  // MARK: The ticket

  private func ticket(of item: PreparedImport) -> Ticket {
    let source = item.ticket
    let title = TicketTitle.make(for: item.report)
    let newest = max(source.changedAt, item.messages.last?.at ?? source.openedAt, source.openedAt)
    return Ticket(
      number: 0, app: app, title: title, kind: source.kind, severity: source.severity ?? BaseSeverity.of(item.report),
      component: source.component.map { ImportedWords.cut($0.singleSpaced, to: TicketActions.componentLimit) },
      page: nil, state: source.state, resolution: source.state == .resolved ? Self.resolution(of: source) : nil,
      openedAt: source.openedAt, changedAt: newest, reportCount: 1, reporterCount: 1, firstCapturedAt: source.openedAt,
      lastCapturedAt: source.openedAt, firstReceivedAt: source.openedAt, lastReceivedAt: source.openedAt,
      resolvedAt: source.state == .resolved ? moveTime(of: source) : nil, fix: Self.fix(of: source),
      waiting: Self.waiting(of: source))
  }

  /// One that fits the kind: an outcome of the source that does not becomes the usual one.
  static func resolution(of source: ImportedTicket) -> ResolutionKind {
    let fitting = ResolutionKind.outcomes(for: source.kind)
    if let resolution = source.resolution, fitting.contains(resolution) { return resolution }
    switch (source.kind, source.resolution) {
    case (.idea, .noSolution): return .declined
    case (_, .declined): return .noSolution
    case (.question, _): return .answered
    case (.praise, _): return .thanked
    default: return .explanation
    }
  }

  private static func fix(of source: ImportedTicket) -> FixRelease? {
    guard source.state == .resolved, resolution(of: source) == .code, let version = source.fixedIn?.singleSpaced,
      !version.isEmpty
    else { return nil }
    return .version(ImportedWords.cut(version, to: FixRelease.versionLimit))
  }

  private static func waiting(of source: ImportedTicket) -> Waiting? {
    guard source.state == .waiting else { return nil }
    return source.waitsForReporter
      ? Waiting(kept: .reporter, name: nil, until: nil) : Waiting(kept: .department, name: "on hold", until: nil)
  }

  /// Those that can be tags here; a comma and what is too long are mended.
  static func tags(_ texts: [String]) -> [String] {
    let mended = texts.compactMap { text -> String? in
      let plain = ImportedWords.cleaned(text).replacing(",", with: " ").replacing("\n", with: " ")
      return try? TicketTag.checked(ImportedWords.cut(plain, to: TicketTag.bytes))
    }
    return Array(((try? TicketTag.checked(mended)) ?? []).prefix(TicketTag.limit))
  }
}

extension ImportTally {
  fileprivate init(tickets: Int = 0, erased: Int = 0) {
    self.init()
    self.tickets = tickets
    self.erased = erased
  }
}
