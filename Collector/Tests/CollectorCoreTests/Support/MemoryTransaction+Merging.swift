// The transaction in memory: merges, messages that go out, drafts and what is erased.
import CollectorCore
import TellbackMatch
import TellbackWire

extension MemoryTransaction {
  func finalTicket(of ticket: Int64) throws -> Int64 {
    guard let link = state.links.first(where: { $0.kind == .merge && $0.holds && $0.ticket == ticket }) else {
      return ticket
    }
    return try finalTicket(of: link.other)
  }
  func mergedTickets(of ticket: Int64) throws -> [Int64] {
    try state.tickets.keys.sorted().filter { try $0 != ticket && finalTicket(of: $0) == ticket }
  }
  func family(_ number: Int64) throws -> Set<Int64> { Set(try mergedTickets(of: number) + [number]) }
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

  func report(_ id: ReportID) throws -> StoredReport? {
    state.placed.first { $0.report.id == id }?.report ?? state.pending.first { $0.id == id }
  }
  func placement(of report: ReportID) throws -> Placement? {
    state.placed.first { $0.report.id == report }?.placement
  }
  func shownTicket(ofReport report: ReportID) throws -> Int64? {
    try placement(of: report).map { try finalTicket(of: $0.ticket) }
  }
  func reports(ofTicket number: Int64, offset: Int, limit: Int) throws -> [StoredReport] {
    let family = try family(number)
    return state.placed.reversed().filter { family.contains($0.placement.ticket) }.map(\.report).dropFirst(offset)
      .prefix(limit).map { $0 }
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
}
