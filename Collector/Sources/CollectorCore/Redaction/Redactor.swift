// Taking words or a file out of a report and its conversation. Works inside a transaction of the store.
import TellbackWire

/// A report of which words are gone, by what the match index knows it as.
public struct RedactedReport: Sendable {
  /// As it is from now on; nil when its words are as they were.
  public var placed: PlacedReport?
  /// The ticket on which it is shown.
  public var ticket: Int64
}

/// Removes what a person sent by mistake. Stateless.
public struct Redactor {
  /// Reports of a ticket that are asked whether a grouping key is theirs too.
  private static let asked = 1_000

  private let store: any StoreWrites
  private let now: Timestamp
  private let grouping: Grouping

  public init(_ store: any StoreWrites, now: Timestamp, grouping: Grouping = .shipped()) {
    self.store = store
    self.now = now
    self.grouping = grouping
  }

  // MARK: Looking

  /// Where a passage stands: in the report, in what its reporter wrote later, and in what staff wrote on its ticket. The passage
  /// is given back as it stands there, which line breaks may tell apart.
  public static func places(
    of passage: String, inReport id: ReportID, _ store: any StoreReads
  ) throws -> (passage: String, places: [RedactionPlace]) {
    guard passage.contains(where: { !$0.isWhitespace }) else { throw RedactionError.noPassage }
    let bytes = passage.utf8.count
    guard bytes <= Redaction.passageLimit else { throw RedactionError.passageTooLong(bytes: bytes) }
    // A browser's form knows one kind of line break alone, and adds some at the ends.
    let trimmed = String(passage.drop { $0.isNewline }.reversed().drop { $0.isNewline }.reversed())
    for candidate in [passage, passage.replacing("\n", with: "\r\n"), trimmed, trimmed.replacing("\n", with: "\r\n")] {
      let places = try exactPlaces(of: candidate, inReport: id, store)
      if !places.isEmpty { return (candidate, places) }
    }
    throw RedactionError.notFound
  }

  private static func exactPlaces(
    of passage: String, inReport id: ReportID, _ store: any StoreReads
  ) throws -> [RedactionPlace] {
    let (stored, ticket) = try find(id, store)
    let finder = PassageFinder(passage, mark: "")
    var places: [RedactionPlace] = []
    if var report = try? Report(decoding: stored.body) {
      report.changeTexts { part, text in places += finder.places(in: text, .report(part: part)) }
    }
    for message in try store.messages(ofReport: id, limit: .max) {
      for text in [message.message.text ?? ""] + message.message.attachments.map(\.name) {
        places += finder.places(in: text, .message(message.message.id))
      }
    }
    for (event, text) in try store.staffWords(holding: passage, onTicket: ticket) {
      places += finder.places(in: text, .staff(event: event))
    }
    for issue in try published(onTicket: ticket, store) {
      for text in [issue.title, issue.words, issue.workaround ?? ""] {
        places += finder.places(in: text, .published(ticket: issue.ticket))
      }
    }
    for note in try notes(aboutSenderOf: stored, store) { places += finder.places(in: note.text, .note(note.id)) }
    return places
  }

  private static func published(onTicket number: Int64, _ store: any StoreReads) throws -> [PublishedIssue] {
    try ([number] + store.mergedTickets(of: number)).compactMap { try store.publishedIssue(ofTicket: $0) }
  }

  private static func notes(aboutSenderOf stored: StoredReport, _ store: any StoreReads) throws -> [SubjectNote] {
    let reporter = ReporterIdentity(of: stored).map { ReportSubject.reporter($0) }
    let segment = (try? Report(decoding: stored.body))?.segment.map { ReportSubject.segment($0, stored.app) }
    return try [reporter, segment].compactMap(\.self).flatMap { try store.notes(about: $0) }
  }

  private static func find(_ id: ReportID, _ store: any StoreReads) throws -> (StoredReport, ticket: Int64) {
    guard let stored = try store.report(id) else { throw RedactionError.noSuchReport }
    guard let ticket = try store.shownTicket(ofReport: id) else { throw RedactionError.notOnTicket }
    return (stored, ticket)
  }

  // MARK: Taking out

  /// Takes a passage out wherever ``places(of:inReport:_:)`` finds it.
  public func redact(
    _ passage: String, inReport id: ReportID, reason: String, by actor: Actor
  ) throws -> RedactedReport {
    let (stored, ticket) = try Self.find(id, store)
    let reason = try Self.checked(reason)
    let (passage, _) = try Self.places(of: passage, inReport: id, store)
    guard !reason.contains(passage) else { throw RedactionError.reasonHoldsPassage }
    let redaction = try make(.passage, of: id, reason, by: actor)
    let finder = PassageFinder(passage, mark: Redaction.mark(redaction.number))
    // Before the report is changed: they are found by the names that it gives.
    for note in try Self.notes(aboutSenderOf: stored, store) { try change(note, with: finder) }
    for issue in try Self.published(onTicket: ticket, store) { try change(issue, with: finder) }
    let placed = try change(stored, with: finder)
    for message in try store.messages(ofReport: id, limit: .max) {
      let (text, names) = (message.message.text, message.message.attachments.map(\.name))
      let (newText, newNames) = (text.map { finder.replaced(in: $0) }, names.map { finder.replaced(in: $0) })
      guard newText != text || newNames != names else { continue }
      guard newText?.utf8.count ?? 0 <= WireLimits.messageText else { throw RedactionError.tooShort }
      try store.redact(message: message, text: newText, names: newNames, at: now)
    }
    try store.redactStaffWords(passage, to: finder.mark, onTicket: ticket, report: stored)
    try store.redactPain(passage, to: finder.mark, ofTicket: ticket)
    for number in [ticket] + (try store.mergedTickets(of: ticket)) {
      guard let named = try store.ticket(number), named.title.contains(passage) else { continue }
      try store.retitle(ticket: number, title: finder.replaced(in: named.title), page: named.page)
    }
    // What webhooks were told is not searched: all of it that may hold words of the report goes.
    try store.forgetWebhookWords(ofReport: id)
    try store.forgetTrackerWords(ofReport: id)
    try keep(redaction, on: ticket, by: actor)
    return RedactedReport(placed: placed, ticket: ticket)
  }

  /// Removes an attachment of a report, or of a message of its reporter. Its name goes too.
  public func remove(
    _ subject: Redaction.Subject, ofReport id: ReportID, reason: String, by actor: Actor
  ) throws -> RedactedReport {
    let (stored, ticket) = try Self.find(id, store)
    let redaction = try make(subject, of: id, Self.checked(reason), by: actor)
    let isRemoved: Bool
    var placed: PlacedReport?
    switch subject {
    case .passage: throw RedactionError.noPassage
    case .attachment(let index):
      isRemoved = try store.removeAttachment(ofReport: id, index: index, note: redaction.note, at: now)
      if isRemoved { placed = try rename(attachment: index, of: stored, redaction) }
    case .messageAttachment(let message, let index):
      guard try store.message(message)?.message.report == id else { throw RedactionError.noSuchFile }
      isRemoved = try store.removeAttachment(ofMessage: message, index: index, note: redaction.note, at: now)
    }
    guard isRemoved else { throw RedactionError.noSuchFile }
    try keep(redaction, on: ticket, by: actor)
    return RedactedReport(placed: placed, ticket: ticket)
  }

  // MARK: Parts

  private func make(
    _ subject: Redaction.Subject, of id: ReportID, _ reason: String, by actor: Actor
  ) throws -> Redaction {
    let before = try store.redactions(ofReport: id)
    guard before.count < Redaction.limit else { throw RedactionError.tooMany }
    return Redaction(
      number: (before.last?.number ?? 0) + 1, report: id, subject: subject, at: now, by: actor.name ?? "Tellback",
      reason: reason)
  }

  private func keep(_ redaction: Redaction, on ticket: Int64, by actor: Actor) throws {
    try store.addRedaction(redaction)
    try store.noteChange(ofTicket: ticket, at: now)
    try store.append(
      TicketEvent(
        ticket: ticket, at: now, actor: actor, kind: .redacted, report: redaction.report, text: redaction.reason))
    guard let by = AuditActor(actor), let app = try store.ticket(ticket)?.app else { return }
    try store.audit(
      AuditEntry(
        at: now, act: .reportRedacted, by: by, app: app, ticket: ticket,
        subject: redaction.report.reference.description, detail: redaction.reason))
  }

  private static func checked(_ text: String) throws -> String {
    let reason = text.singleSpaced
    guard !reason.isEmpty else { throw RedactionError.noReason }
    let bytes = reason.utf8.count
    guard bytes <= Redaction.reasonLimit else { throw RedactionError.reasonTooLong(bytes: bytes) }
    return reason
  }

  private func change(_ note: SubjectNote, with finder: PassageFinder) throws {
    var changed = note
    changed.text = finder.replaced(in: note.text)
    guard changed != note else { return }
    guard changed.text.utf8.count <= SubjectNote.textLimit else { throw RedactionError.tooShort }
    _ = try store.removeNote(note.id)
    _ = try store.addNote(changed)
  }

  /// Apps are told the words that are left, or nothing any more where marks would not fit.
  private func change(_ issue: PublishedIssue, with finder: PassageFinder) throws {
    var changed = issue
    changed.title = finder.replaced(in: issue.title)
    changed.words = finder.replaced(in: issue.words)
    changed.workaround = issue.workaround.map { finder.replaced(in: $0) }
    guard changed != issue else { return }
    changed.publishedAt = now
    let fits =
      changed.title.utf8.count <= WireLimits.knownIssueTitle && changed.words.utf8.count <= WireLimits.knownIssueWords
      && changed.workaround?.utf8.count ?? 0 <= WireLimits.knownIssueWorkaround
    if fits {
      try store.savePublishedIssue(changed)
    } else {
      _ = try store.withdrawPublishedIssue(ofTicket: issue.ticket, at: now)
    }
  }

  /// Nil when the passage does not stand in the report itself.
  private func change(_ stored: StoredReport, with finder: PassageFinder) throws -> PlacedReport? {
    guard let old = try? Report(decoding: stored.body) else { return nil }
    var new = old
    new.changeTexts { _, text in text = finder.replaced(in: text) }
    guard new != old else { return nil }
    do { try new.validate() } catch { throw RedactionError.tooShort }
    return try put(new, inPlaceOf: old, stored)
  }

  private func rename(attachment index: Int, of stored: StoredReport, _ redaction: Redaction) throws -> PlacedReport? {
    guard let old = try? Report(decoding: stored.body), old.attachments.indices.contains(index) else { return nil }
    var new = old
    new.attachments[index].name = Redaction.mark(redaction.number)
    return try put(new, inPlaceOf: old, stored)
  }

  /// The report as it is from now on, with everything that is made of its words.
  private func put(_ new: Report, inPlaceOf old: Report, _ stored: StoredReport) throws -> PlacedReport? {
    guard let placement = try store.placement(of: stored.id) else { throw RedactionError.notOnTicket }
    let quoting = try TicketQuotes(store).tickets(quoting: old, stored)
    let (before, after) = (grouping.keys(of: old), grouping.keys(of: new))
    for key in before where !after.contains(key) { try forget(key, of: stored) }
    try store.redact(stored, from: old, to: new)
    if let key = after.first, try store.ticket(app: stored.app, groupingKey: key.bytes) == nil {
      try store.addGroupingKey(key.bytes, app: stored.app, ticket: placement.ticket, at: now)
    }
    for ticket in quoting { try TicketQuotes(store).retitle(ticket) }
    return PlacedReport(sequence: stored.sequence, app: stored.app, ticket: placement.ticket, report: new)
  }

  /// Unless another report of the ticket has the same key: then it tells of that one.
  private func forget(_ key: GroupingKey, of stored: StoredReport) throws {
    guard let ticket = try store.ticket(app: stored.app, groupingKey: key.bytes) else { return }
    let others = try store.reports(ofTicket: store.finalTicket(of: ticket), offset: 0, limit: Self.asked)
    let isShared = others.contains { other in
      guard other.id != stored.id, let report = try? Report(decoding: other.body) else { return false }
      return grouping.keys(of: report).contains(key)
    }
    if !isShared { try store.forgetGroupingKey(key.bytes, app: stored.app) }
  }
}
