// A transaction in memory, for what the domain does inside one: savepoints are copies. Keeps what the digest and the desk use.
import CollectorCore
import TellbackMatch
import TellbackWire

final class MemoryTransaction: StoreWrites {
  struct State {
    var pending: [StoredReport] = []
    var placed: [(report: StoredReport, placement: Placement, opened: Bool)] = []
    var aside: [(report: StoredReport, reason: String)] = []
    var tickets: [Int64: Ticket] = [:]
    var keys: [[UInt8]: Int64] = [:]
    var reporters: [Int64: Set<[UInt8]>] = [:]
    var versions: [Int64: [String]] = [:]
    var segments: [Int64: Set<String>] = [:]
    var events: [TicketEvent] = []
    var suggestions: [TicketSuggestion] = []
    /// Pairs that were said to be different, and what was decided on pairs.
    var dismissed: Set<[Int64]> = []
    var decisions: [[Int64]: (pair: DecidablePair, isSame: Bool)] = [:]
    var published: [Int64: PublishedIssue] = [:]
    var updates: [TicketUpdate] = []
    var links: [TicketLink] = []
    var audit: [AuditEntry] = []
    var outgoing: [OutgoingMessage] = []
    var messages: Int64 = 0
    var drafts: [Draft] = []
    var held: [HeldAnswer] = []
    var heldAnswers: Int64 = 0
    var approving: Set<AppID> = []
    /// The events that tell of what staff said, by the message's id.
    var said: [ReportID: Int64] = [:]
    var conversation: [StoredMessage] = []
    var read: [ReportID: Int64] = [:]
    var erased: [ReportID] = []
    var accounts: [Int64: StaffAccount] = [:]
    var groups: [Int64: (name: String, members: Set<Int64>)] = [:]
    var toldOwners: [Int64: Int64] = [:]
    var followers: [Int64: Set<Int64>] = [:]
    var rules: [RoutingRule] = []
    var rulesMade: Int64 = 0
    var rulesStamp: Int64 = 1
    var hasAdopted = false
    /// Tickets of which a person set the severity.
    var decided: Set<Int64> = []
    var tags: [Int64: Set<String>] = [:]
    var service = ServiceState()
    var active: [ActiveKey: ExposureDay] = [:]
    var pages: [ActiveKey: Set<Int>] = [:]
    var help: [(installation: ReportID, app: AppID, help: OfferedHelp)] = []
    var pain = PainState()
    /// When a ticket began to wait, and when its reporters were reminded.
    var waits: [Int64: (since: Timestamp, remindedAt: Timestamp?)] = [:]
  }

  struct NotKept: Error {}

  var state = State()
  /// Thrown by `place` for a report whose words hold this.
  var failure: (words: String, error: any Error)?

  func add(_ report: StoredReport) { state.pending.append(report) }

  func isolated<Value>(_ body: () throws -> Value) throws -> Value {
    let saved = state
    do { return try body() } catch {
      state = saved
      throw error
    }
  }

  // MARK: What the digest reads

  func pendingReports(in apps: AppScope, after sequence: Int64, limit: Int) throws -> [StoredReport] {
    Array(state.pending.filter { $0.sequence > sequence && apps.contains($0.app) }.prefix(limit))
  }
  func pendingSequences(in apps: AppScope, limit: Int) throws -> [Int64] {
    try pendingReports(in: apps, after: .min, limit: limit).map(\.sequence)
  }
  func pendingCount(in apps: AppScope, upTo limit: Int) throws -> Int {
    try pendingReports(in: apps, after: .min, limit: limit).count
  }
  func ticket(_ number: Int64) throws -> Ticket? { state.tickets[number] }
  func ticket(app: AppID, groupingKey: [UInt8]) throws -> Int64? { state.keys[Self.key(groupingKey, app)] }
  func newestEvent(in apps: AppScope) throws -> Int64 { Int64(state.events.count) }
  func event(_ id: Int64) throws -> TicketEvent? { state.events.first { $0.id == id } }
  func events(ofTicket number: Int64, after id: Int64, limit: Int) throws -> [TicketEvent] {
    let family = try family(number)
    return Array(state.events.filter { family.contains($0.ticket) && $0.id > id }.prefix(limit))
  }
  func events(ofTicket number: Int64, before id: Int64, limit: Int) throws -> [TicketEvent] {
    let family = try family(number)
    return state.events.filter { family.contains($0.ticket) && $0.id < id }.suffix(limit)
  }
  func newestAct(ofTicket number: Int64) throws -> Int64 {
    let family = try family(number)
    return state.events.filter { family.contains($0.ticket) && $0.kind != .attached }.map(\.id).max() ?? 0
  }
  func events(in apps: AppScope, after id: Int64, limit: Int) throws -> (events: [TicketEvent], last: Int64) {
    throw NotKept()
  }
  func counts(in apps: AppScope) throws -> IngestCounts {
    var counts = IngestCounts()
    counts.pending = Int64(state.pending.count)
    counts.opened = Int64(state.placed.count { $0.opened })
    counts.attached = Int64(state.placed.count { !$0.opened })
    counts.quarantined = Int64(state.aside.count)
    counts.received = counts.pending + counts.opened + counts.attached + counts.quarantined
    return counts
  }

  // MARK: What the digest writes

  func quarantine(report sequence: Int64, reason: String, at: Timestamp) throws {
    state.aside.append((try take(sequence), reason))
  }
  func openTicket(_ ticket: Ticket) throws -> Int64 {
    var ticket = ticket
    ticket.number = Int64(state.tickets.count) + 1
    state.tickets[ticket.number] = ticket
    return ticket.number
  }
  func count(_ arrival: TicketArrival, onTicket number: Int64) throws {
    try change(number) { ticket in
      ticket.reportCount += 1
      ticket.reporterCount += arrival.isNewReporter ? 1 : 0
      ticket.firstCapturedAt = min(ticket.firstCapturedAt, arrival.capturedAt)
      ticket.lastCapturedAt = max(ticket.lastCapturedAt, arrival.capturedAt)
      ticket.firstReceivedAt = min(ticket.firstReceivedAt, arrival.receivedAt)
      ticket.lastReceivedAt = max(ticket.lastReceivedAt, arrival.receivedAt)
      ticket.severity = max(ticket.severity, arrival.severity ?? ticket.severity)
      ticket.changedAt = max(ticket.changedAt, arrival.at)
    }
  }
  func move(ticket number: Int64, from: TicketStanding, to standing: TicketStanding, at: Timestamp) throws -> Bool {
    guard state.tickets[number]?.standing == from else { return false }
    try change(number) { ticket in
      ticket.standing = standing
      state.waits[number] = standing.state == .waiting ? (at, nil) : nil
      ticket.changedAt = max(ticket.changedAt, at)
    }
    return true
  }
  func classify(ticket number: Int64, component: String?, kind: ReportKind, severity: Severity, at: Timestamp) throws {
    try change(number) { ticket in
      (ticket.component, ticket.kind, ticket.severity) = (component, kind, severity)
      ticket.changedAt = max(ticket.changedAt, at)
    }
  }
  func retitle(ticket number: Int64, title: String, page: String?) throws {
    try change(number) { ($0.title, $0.page) = (title, page) }
  }
  func noteChange(ofTicket number: Int64, at: Timestamp) throws {
    try change(number) { $0.changedAt = max($0.changedAt, at) }
  }
  func change(_ number: Int64, _ body: (inout Ticket) -> Void) throws {
    guard var ticket = state.tickets[number] else { throw NotKept() }
    body(&ticket)
    state.tickets[number] = ticket
  }
  func addGroupingKey(_ key: [UInt8], app: AppID, ticket: Int64, at: Timestamp) throws {
    state.keys[Self.key(key, app)] = ticket
  }
  func place(_ placement: Placement, report: Report, opened: Bool) throws {
    if let failure, report.text.contains(failure.words) { throw failure.error }
    state.placed.append((try take(placement.report), placement, opened))
  }
  func addReporter(_ reporter: [UInt8], ticket: Int64) throws -> Bool {
    state.reporters[ticket, default: []].insert(reporter).inserted
  }
  func addVersion(_ version: String, ticket: Int64, at: Timestamp) throws {
    state.versions[ticket, default: []].append(version)
  }
  func addSegment(_ segment: String, ticket: Int64) throws { state.segments[ticket, default: []].insert(segment) }
  func append(_ event: TicketEvent) throws -> Int64 {
    var event = event
    event.id = Int64(state.events.count) + 1
    state.events.append(event)
    return event.id
  }
  func appendUpdate(_ kind: TicketUpdate.Kind, report: StoredReport, ticket: Int64?, _ told: Told, at: Timestamp) throws
  {
    add(kind, report.id, ticket: ticket, told, id: identity(of: told), at: at)
  }
  func appendUpdates(_ kind: TicketUpdate.Kind, ticket: Int64, _ told: Told, at: Timestamp) throws {
    let (family, id) = (try family(ticket), identity(of: told))
    for entry in state.placed where family.contains(entry.placement.ticket) {
      add(kind, entry.report.id, ticket: ticket, told, id: id, at: at)
    }
  }
  func appendCorrections(_ told: Told, at: Timestamp) throws {
    guard let first = told.revises.flatMap({ event in state.said.first { $0.value == event }?.key }) else { return }
    let id = identity(of: told)
    for update in state.updates where update.id == first {
      add(.corrected, update.report, ticket: update.ticket, told, id: id, revises: first, at: at)
    }
  }
  /// What staff say has an id, and the event that tells of it.
  func identity(of told: Told) -> ReportID? {
    guard let event = told.event else { return nil }
    let id = makeID(1_000_000 + UInt64(state.said.count))
    state.said[id] = event
    return id
  }
  func add(
    _ kind: TicketUpdate.Kind, _ report: ReportID, ticket: Int64?, _ told: Told, id: ReportID?,
    revises: ReportID? = nil, at: Timestamp
  ) {
    state.updates.append(
      TicketUpdate(
        sequence: Int64(state.updates.count) + 1, report: report, kind: kind, at: at, ticket: ticket,
        message: told.text, by: told.by, id: id, revises: revises, isPersonal: told.isPersonal, version: told.version))
  }

  func take(_ sequence: Int64) throws -> StoredReport {
    guard let index = state.pending.firstIndex(where: { $0.sequence == sequence }) else { throw NotKept() }
    return state.pending.remove(at: index)
  }
  static func key(_ key: [UInt8], _ app: AppID) -> [UInt8] { key + String(app.value).utf8 }
}
