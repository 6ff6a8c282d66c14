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
    var published: [Int64: PublishedIssue] = [:]
    var updates: [TicketUpdate] = []
    var links: [TicketLink] = []
    var audit: [AuditEntry] = []
    var outgoing: [OutgoingMessage] = []
    var messages: Int64 = 0
    var drafts: [Draft] = []
    /// The events that tell of what staff said, by the message's id.
    var said: [ReportID: Int64] = [:]
    var conversation: [StoredMessage] = []
    var read: [ReportID: Int64] = [:]
    var erased: [ReportID] = []
    var accounts: [Int64: StaffAccount] = [:]
    var groups: [Int64: (name: String, members: Set<Int64>)] = [:]
    var toldOwners: [Int64: Int64] = [:]
    var followers: [Int64: Set<Int64>] = [:]
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

  func pendingReports(after sequence: Int64, limit: Int) throws -> [StoredReport] {
    Array(state.pending.filter { $0.sequence > sequence }.prefix(limit))
  }
  func pendingSequences(limit: Int) throws -> [Int64] { state.pending.prefix(limit).map(\.sequence) }
  func pendingCount(upTo limit: Int) throws -> Int { min(limit, state.pending.count) }
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
  private func change(_ number: Int64, _ body: (inout Ticket) -> Void) throws {
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
  private func identity(of told: Told) -> ReportID? {
    guard let event = told.event else { return nil }
    let id = makeID(1_000_000 + UInt64(state.said.count))
    state.said[id] = event
    return id
  }
  private func add(
    _ kind: TicketUpdate.Kind, _ report: ReportID, ticket: Int64?, _ told: Told, id: ReportID?,
    revises: ReportID? = nil, at: Timestamp
  ) {
    state.updates.append(
      TicketUpdate(
        sequence: Int64(state.updates.count) + 1, report: report, kind: kind, at: at, ticket: ticket,
        message: told.text, by: told.by, id: id, revises: revises, isPersonal: told.isPersonal, version: told.version))
  }

  // MARK: Conversations

  func addMessage(_ message: IncomingMessage) throws -> MessageOutcome {
    guard try report(message.message.report) != nil else { return .unknownReport }
    if let known = state.conversation.first(where: { $0.message.id == message.message.id }) {
      return known.message == message.message ? .duplicate : .conflict
    }
    state.conversation.append(
      StoredMessage(
        sequence: Int64(state.conversation.count) + 1, receivedAt: message.receivedAt, sentAt: message.sentAt,
        message: message.message))
    return .accepted
  }
  func noteApplied(message sequence: Int64, event: Int64?) throws {
    let index = Int(sequence) - 1
    state.conversation[index].isApplied = true
    state.conversation[index].event = event
  }
  func noteRead(report: StoredReport, upTo sequence: Int64) throws { state.read[report.id] = sequence }
  func message(_ id: ReportID) throws -> StoredMessage? { state.conversation.first { $0.message.id == id } }
  func waitingMessages(ofReport id: ReportID) throws -> [StoredMessage] {
    state.conversation.filter { $0.message.report == id && !$0.isApplied }
  }
  func messages(ofReport id: ReportID, limit: Int) throws -> [StoredMessage] {
    state.conversation.filter { $0.message.report == id }.suffix(limit)
  }
  func messageCount(ofReport id: ReportID) throws -> Int { throw NotKept() }
  func messages(ofEvents ids: [Int64]) throws -> [Int64: StoredMessage] { throw NotKept() }
  func reach(ofEvents ids: [Int64]) throws -> [Int64: Reach] {
    let said = state.said.values.filter(ids.contains)
    return Dictionary(uniqueKeysWithValues: said.map { ($0, Reach(told: 1, seen: 0)) })
  }
  func feedback(ofTicket number: Int64) throws -> Feedback { throw NotKept() }
  func attachments(ofMessage id: ReportID) throws -> [StoredAttachment] { throw NotKept() }
  func attachmentData(ofMessage id: ReportID, index: Int) throws -> [UInt8]? { throw NotKept() }
  func event(ofMessage id: ReportID, toldTo installation: ReportID, app: AppID) throws -> Int64? { throw NotKept() }
  func staffFiles(ofEvent event: Int64) throws -> [AttachmentInfo] { [] }
  func staffFileData(ofEvent event: Int64, index: Int) throws -> [UInt8]? { throw NotKept() }
  func addStaffFiles(_ files: [StaffFile], event: Int64) throws { throw NotKept() }
  func storeAttachment(ofMessage id: ReportID, index: Int, data: [UInt8], at: Timestamp) throws -> Bool? {
    throw NotKept()
  }

  private func take(_ sequence: Int64) throws -> StoredReport {
    guard let index = state.pending.firstIndex(where: { $0.sequence == sequence }) else { throw NotKept() }
    return state.pending.remove(at: index)
  }
  private static func key(_ key: [UInt8], _ app: AppID) -> [UInt8] { key + String(app.value).utf8 }

  // MARK: Merges, messages, drafts

  func finalTicket(of ticket: Int64) throws -> Int64 {
    guard let link = state.links.first(where: { $0.kind == .merge && $0.holds && $0.ticket == ticket }) else {
      return ticket
    }
    return try finalTicket(of: link.other)
  }
  func mergedTickets(of ticket: Int64) throws -> [Int64] {
    try state.tickets.keys.sorted().filter { try $0 != ticket && finalTicket(of: $0) == ticket }
  }
  private func family(_ number: Int64) throws -> Set<Int64> { Set(try mergedTickets(of: number) + [number]) }
  func link(_ id: Int64) throws -> TicketLink? { state.links.first { $0.id == id } }
  func links(of ticket: Int64) throws -> [TicketLink] {
    state.links.reversed().filter { $0.ticket == ticket || $0.other == ticket }
  }
  func addMerge(_ link: TicketLink) throws -> Int64 {
    var link = link
    link.id = Int64(state.links.count) + 1
    state.links.append(link)
    return link.id
  }
  func undoLink(_ id: Int64, at: Timestamp) throws -> Bool {
    guard let index = state.links.firstIndex(where: { $0.id == id && $0.holds }) else { return false }
    state.links[index].undoneAt = at
    return true
  }
  func outgoing(_ id: Int64) throws -> OutgoingMessage? { state.outgoing.first { $0.id == id } }
  func outgoing(ofTicket number: Int64) throws -> [OutgoingMessage] {
    let family = try family(number)
    return state.outgoing.filter { family.contains($0.ticket) }
  }
  func outgoing(dueBy moment: Timestamp, limit: Int) throws -> [OutgoingMessage] {
    Array(state.outgoing.filter { $0.dueAt <= moment }.prefix(limit))
  }
  func nextOutgoing() throws -> Timestamp? { state.outgoing.map(\.dueAt).min() }
  func addOutgoing(_ message: OutgoingMessage) throws -> Int64 {
    var message = message
    state.messages += 1
    message.id = state.messages
    state.outgoing.append(message)
    return message.id
  }
  func removeOutgoing(_ id: Int64) throws -> Bool {
    let count = state.outgoing.count
    state.outgoing.removeAll { $0.id == id }
    return state.outgoing.count < count
  }
  func drafts(ofTicket number: Int64, account: Int64) throws -> [Draft] {
    let family = try family(number)
    return state.drafts.filter { $0.account == account && family.contains($0.ticket) }
  }
  func saveDraft(_ draft: Draft) throws {
    try deleteDraft(draft.box, ticket: draft.ticket, account: draft.account)
    state.drafts.append(draft)
  }
  func deleteDraft(_ box: DraftBox, ticket: Int64, account: Int64) throws {
    state.drafts.removeAll { $0.box == box && $0.ticket == ticket && $0.account == account }
  }
  func tickets(waitingUntil moment: Timestamp, limit: Int) throws -> [Int64] {
    Array(
      state.tickets.values.filter { ($0.waiting?.until).map { $0 <= moment } ?? false }.map(\.number).sorted()
        .prefix(limit))
  }
  func nextWake() throws -> Timestamp? { state.tickets.values.compactMap { $0.waiting?.until }.min() }

  // MARK: Erasing

  func report(_ id: ReportID) throws -> StoredReport? {
    state.placed.first { $0.report.id == id }?.report ?? state.pending.first { $0.id == id }
  }
  func placement(of report: ReportID) throws -> Placement? {
    state.placed.first { $0.report.id == report }?.placement
  }
  func shownTicket(ofReport report: ReportID) throws -> Int64? {
    try placement(of: report).map { try finalTicket(of: $0.ticket) }
  }
  func firstReport(ofTicket number: Int64) throws -> StoredReport? {
    state.placed.first { $0.placement.ticket == number }?.report
  }
  func erase(report: ReportID, because cause: ErasureCause, at: Timestamp) throws -> Bool {
    state.placed.removeAll { $0.report.id == report }
    state.pending.removeAll { $0.id == report }
    state.updates.removeAll { $0.report == report }
    state.erased.append(report)
    return true
  }

  func wasPublished(ticket number: Int64, app: AppID) throws -> Bool { state.published[number] != nil }
  func publishedIssue(ofTicket number: Int64) throws -> PublishedIssue? { state.published[number] }
  func savePublishedIssue(_ issue: PublishedIssue) throws { state.published[issue.ticket] = issue }

  // MARK: What neither uses

  func shownTicket(_ number: Int64) throws -> Ticket? { throw NotKept() }
  func addSplit(_ link: TicketLink, reports: [ReportID], groupingKeys: [[UInt8]]) throws -> Int64 { throw NotKept() }
  func suggestions(ofTicket number: Int64) throws -> [TicketSuggestion] {
    state.suggestions.filter { $0.ticket == number }
  }
  func placedReports(after sequence: Int64, limit: Int) throws -> (reports: [PlacedReport], last: Int64?) {
    throw NotKept()
  }
  func shownTicket(ofSequence sequence: Int64) throws -> Int64? {
    state.placed.first { $0.placement.report == sequence }?.placement.ticket
  }
  func matchSettings(app: AppID) throws -> MatchSettings { MatchSettings() }
  func addSuggestions(_ suggestions: [TicketSuggestion]) throws { state.suggestions += suggestions }
  func openSuggestions(in apps: AppScope, likelihood: Double, limit: Int) throws -> [TicketSuggestion] {
    throw NotKept()
  }
  func restoreSuggestion(ticket: Int64, candidate: Int64) throws { throw NotKept() }
  func dismissSuggestion(ticket: Int64, candidate: Int64, at: Timestamp) throws -> Bool { throw NotKept() }
  func setMatchSettings(_ settings: MatchSettings, app: AppID) throws { throw NotKept() }
  func unmatchedReports(limit: Int) throws -> [(report: StoredReport, ticket: Int64)] { throw NotKept() }
  func markUnmatched(report sequence: Int64) throws { throw NotKept() }
  func markMatched(report sequence: Int64) throws { throw NotKept() }
  func neighbours(ofTicket number: Int64) throws -> [TicketNeighbour] { [] }
  func triageCounts(app: AppID) throws -> [TriageCount] { [] }
  func triageConfidence(app: AppID) throws -> Double { 0.6 }
  func addNeighbours(_ neighbours: [TicketNeighbour], ofTicket number: Int64) throws {}
  func countTriage(_ field: TriageField, proposed: String, chosen: String, app: AppID) throws { throw NotKept() }
  func setTriageConfidence(_ confidence: Double, app: AppID) throws { throw NotKept() }
  func publicationState(app: AppID) throws -> [Int64] { throw NotKept() }
  func publishedIssues(app: AppID) throws -> [PublishedIssue] { throw NotKept() }
  func withdrawPublishedIssue(ofTicket number: Int64, at: Timestamp) throws -> Bool { throw NotKept() }

  func apps() throws -> [AppRecord] { throw NotKept() }
  func app(_ id: AppID) throws -> AppRecord? { throw NotKept() }
  func app(named name: String) throws -> AppRecord? { throw NotKept() }
  func keys(of app: AppID) throws -> [AppKeyRecord] { throw NotKept() }
  func activeKeys() throws -> [AppKeyRecord] { throw NotKept() }
  func reports(withReference reference: Reference) throws -> [StoredReport] { throw NotKept() }
  func reports(ofTicket number: Int64, offset: Int, limit: Int) throws -> [StoredReport] { throw NotKept() }
  func quarantine(in apps: AppScope, offset: Int, limit: Int) throws -> [(report: StoredReport, reason: String)] {
    state.aside
  }
  func attachments(of report: ReportID) throws -> [StoredAttachment] { throw NotKept() }
  func attachmentData(of report: ReportID, index: Int) throws -> [UInt8]? { throw NotKept() }
  func tickets(_ query: TicketQuery) throws -> TicketPage { throw NotKept() }
  func facets(in apps: AppScope) throws -> TicketFacets { throw NotKept() }
  func versions(ofTicket number: Int64) throws -> [VersionSeen] { throw NotKept() }
  func updates(app: AppID, installation: ReportID, after sequence: Int64, limit: Int) throws -> [TicketUpdate] {
    Array(state.updates.filter { $0.sequence > sequence }.prefix(limit))
  }
  func installationSecretHash(app: AppID, installation: ReportID) throws -> [UInt8]? { [] }
  func newestUpdate() throws -> Int64 { Int64(state.updates.count) }
  func toldInstallations(after sequence: Int64) throws -> (
    newest: Int64?, installations: [(app: AppID, installation: ReportID)]
  ) { throw NotKept() }
  func isErased(_ contact: InstallationContact) throws -> Bool { false }
  func accounting(app: AppID) throws -> Accounting { throw NotKept() }
  func lastContact(app: AppID) throws -> Timestamp? { throw NotKept() }
  func createApp(name: String, quota: IngestQuota, at: Timestamp) throws -> AppRecord { throw NotKept() }
  func createKey(app: AppID, hash: [UInt8], hint: String, at: Timestamp) throws -> AppKeyRecord { throw NotKept() }
  func revokeKey(_ id: Int64, at: Timestamp) throws -> Bool { throw NotKept() }
  func countRefused(_ reason: String, by count: Int64) throws { throw NotKept() }
  func storeAttachment(app: AppID, report: ReportID, index: Int, type: String, data: [UInt8], at: Timestamp) throws
    -> Bool?
  { throw NotKept() }
  func eraseAhead(report: ReportID, app: AppID, installation: ReportID, at: Timestamp) throws { throw NotKept() }
  func beginErasure(of contact: InstallationContact) throws -> Bool { throw NotKept() }
  func finishErasure(of installation: ErasedInstallation, at: Timestamp) throws { throw NotKept() }
  func setRetention(days: Int?, app: AppID) throws { throw NotKept() }
  func forgetTombstones(before moment: Timestamp, unknown: Timestamp, limit: Int) throws -> Int { throw NotKept() }
  func isProven(app: AppID, installation: ReportID, secretHash: [UInt8]) throws -> Bool { true }
  func reports(ofInstallation installation: ReportID, app: AppID, after id: ReportID?, limit: Int) throws
    -> [StoredReport]
  { throw NotKept() }
  func updates(ofReports ids: [ReportID], installation: ReportID, app: AppID) throws -> [TicketUpdate] {
    throw NotKept()
  }
  func retentionDays(app: AppID) throws -> Int? { throw NotKept() }
  func settledReports(app: AppID, before moment: Timestamp, after sequence: Int64, limit: Int) throws
    -> (ids: [ReportID], last: Int64?)
  { throw NotKept() }
  func unfinishedErasures(limit: Int) throws -> [ErasedInstallation] { throw NotKept() }
}
