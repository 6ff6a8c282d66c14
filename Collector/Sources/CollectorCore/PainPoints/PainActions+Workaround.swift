// The workaround, written once: it goes to those on the tickets, to those who report later, and to those about to report.
import TellbackWire

/// What became of a workaround that devices offered before anybody wrote, where the user agreed to tell it. Who wrote nothing then may
/// have been helped, or may have given up.
public struct PainOffers: Sendable, Equatable {
  /// The days that are added up, up to today.
  public static let days: Int64 = 28

  public var counts: HelpCounts
  public var devices: OfferedDevices
  /// How often nobody wrote a report after it was offered.
  public var withheld: Int { max(0, counts.offered - counts.wroteAnyway) }

  /// Of all tickets of a pain point: devices may have known it by another one before. O(tickets x days).
  public init(of pain: Int64, _ tickets: [Int64], to now: Timestamp, _ store: any StoreReads) throws {
    let today = ExposureDay.day(of: now)
    counts = HelpCounts()
    let days = (today - Self.days + 1)...today
    devices = try store.offeredDevices(withIssues: tickets, pain: pain, days: days)
    for help in try store.offeredHelp(withIssues: tickets, days: days) {
      counts.offered += help.counts.offered
      counts.taken += help.counts.taken
      counts.dismissed += help.counts.dismissed
      counts.wroteAnyway += help.counts.wroteAnyway
    }
  }
}

/// How far a workaround reached, and what came of it. It is not claimed that who wrote no more was helped: some give up.
public struct PainReach: Sendable, Equatable {
  /// Within so many seconds somebody comes back: seven days.
  public static let seconds: Int64 = 7 * 86_400

  /// People who were told, on a ticket or after their report.
  public var told: Int64
  /// Of these, who reported it again within seven days.
  public var cameBack: Int64

  public init(told: Int64 = 0, cameBack: Int64 = 0) {
    self.told = told
    self.cameBack = cameBack
  }
}

extension PainActions {
  /// Writes what helps. Everybody on its tickets is told, after the undo window; who reports it from now on is told at once.
  /// With `title` devices are told under it, before people write.
  public func help(_ pain: Int64, _ text: String, publishedAs title: String?, by actor: Actor) throws {
    var point = try find(pain)
    guard text.contains(where: { !$0.isWhitespace }) else { throw PainError.noWords }
    guard text.utf8.count <= WireLimits.knownIssueWorkaround else {
      throw PainError.tooLong(.workaround, bytes: text.utf8.count, limit: WireLimits.knownIssueWorkaround)
    }
    let isNew = point.workaround?.text != text
    let before = point.workaround?.published
    var workaround = PainWorkaround(text: text, by: actor.name ?? "", at: now)
    if let title = try Self.line(title, .title, WireLimits.knownIssueTitle) {
      workaround.published = try publish(pain, text, as: title, before: before, by: actor)
    } else if let before {
      try withdrawIfPublished(before, by: actor)
    }
    point.workaround = workaround
    try save(point)
    if isNew {
      for ticket in try store.painTickets(of: pain) { try tellWorkaround(text, on: ticket, by: actor) }
    }
    try note(.workaround, pain, text: text, by: actor)
    try audit(.painChanged, pain, point.app, "workaround", by: actor)
  }

  /// Takes the workaround away: nobody is told of it any more. Who was told keeps the message.
  public func withdrawHelp(of pain: Int64, by actor: Actor) throws {
    var point = try find(pain)
    guard let workaround = point.workaround else { throw PainError.noWorkaround }
    if let published = workaround.published { try withdrawIfPublished(published, by: actor) }
    point.workaround = nil
    for ticket in try store.painTickets(of: pain) { try takeBackUnsent(on: ticket, by: actor) }
    try save(point)
    try note(.withdrawn, pain, by: actor)
    try audit(.painChanged, pain, point.app, "workaround withdrawn", by: actor)
  }

  /// What is still in its undo window goes to nobody.
  private func takeBackUnsent(on ticket: Int64, by actor: Actor) throws {
    for message in try store.outgoing(ofTicket: ticket)
    where try store.event(message.event)?.kind == .workaround && store.removeOutgoing(message.id) {
      try store.append(
        TicketEvent(ticket: ticket, at: now, actor: actor, kind: .takenBack, about: message.event))
      try store.forgetDeliveries(ofEvent: message.event)
    }
  }

  private func tellWorkaround(_ text: String, on ticket: Int64, by actor: Actor) throws {
    try takeBackUnsent(on: ticket, by: actor)
    let event = try store.append(
      TicketEvent(ticket: ticket, at: now, actor: actor, kind: .workaround, text: text))
    try store.noteChange(ofTicket: ticket, at: now)
    try tickets.tell(.answered, of: ticket, PreparedWords(text: text), event: event, by: actor)
  }

  /// Devices know one ticket of the pain point: the one that most people reported. What is published of another is withdrawn.
  private func publish(
    _ pain: Int64, _ text: String, as title: String, before: Int64?, by actor: Actor
  ) throws -> Int64? {
    guard let ticket = try representative(of: pain) else { return nil }
    if let before, try store.finalTicket(of: before) != ticket { try withdrawIfPublished(before, by: actor) }
    let known = try store.publishedIssue(ofTicket: ticket)
    try tickets.publish(
      ticket, title: title, words: known?.words ?? "", workaround: text, fixedIn: known?.fixedIn, by: actor)
    return ticket
  }

  private func withdrawIfPublished(_ ticket: Int64, by actor: Actor) throws {
    let ticket = try store.finalTicket(of: ticket)
    guard try store.publishedIssue(ofTicket: ticket) != nil else { return }
    try tickets.withdraw(ticket, by: actor)
  }

  /// The ticket under which devices knew it left: another one stands for it, or none is left.
  func moveWorkaround(of point: PainPoint, from ticket: Int64, by actor: Actor) throws {
    var point = point
    let title =
      try store.publishedIssue(ofTicket: ticket)?.title ?? AuditEntry.cut(point.title, to: WireLimits.knownIssueTitle)
    guard let text = point.workaround?.text else { return }
    let published = try publish(point.number, text, as: title, before: ticket, by: actor)
    if published == nil { try withdrawIfPublished(ticket, by: actor) }
    point.workaround?.published = published
    try save(point)
  }

  private func representative(of pain: Int64) throws -> Int64? {
    let tickets = try store.painTickets(of: pain).compactMap { try store.shownTicket($0) }
    return tickets.max { ($0.reporterCount, -$0.number) < ($1.reporterCount, -$1.number) }?.number
  }

  // MARK: Who was told

  /// A message with the workaround went out to everybody on a ticket.
  func noteSent(to ticket: Int64) throws {
    if let pain = try store.painPoint(ofTicket: ticket) { try store.addPainTold(pain: pain, onTicket: ticket, at: now) }
  }

  /// A report joined a ticket of a pain point: who sent it is told what helps. "Me too" was said after it was read on the device.
  func help(_ reporter: [UInt8], of pain: Int64, _ report: Report, _ stored: StoredReport, on ticket: Int64) throws {
    guard let workaround = try store.painPoint(pain)?.workaround else { return }
    let isBack = try store.notePainReturn(of: reporter, pain: pain, at: now)
    guard report.knownIssue == nil, !isBack, stored.installation != nil else { return }
    try store.appendUpdate(
      .answered, report: stored, ticket: ticket, Told(workaround.text, by: workaround.by), at: now)
    try store.addPainTold(pain: pain, reporter: reporter, at: now)
  }
}
