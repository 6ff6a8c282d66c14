// What staff do about blocked senders. Each decision has a reason, a name and a line in the audit log, and can be taken back.
import TellbackWire

/// Blocks and unblocks. Stateless; it works inside a transaction of the store.
public struct BlockActions {
  /// Kept reports or messages that one call releases; the caller asks again while there are more.
  public static let batch = 200

  /// Whom a block is about, as it is chosen beside a report.
  public enum Choice: String, Sendable, CaseIterable {
    case installation, reporter
  }

  private let store: any StoreWrites
  private let now: Timestamp

  public init(_ store: any StoreWrites, now: Timestamp) {
    self.store = store
    self.now = now
  }

  /// Blocks whoever sent a report. What they sent before stays where it is.
  @discardableResult
  public func block(senderOf id: ReportID, _ choice: Choice, reason: String, by actor: Actor) throws -> SenderBlock {
    guard let report = try store.report(id) else { throw BlockError.noSuchReport }
    guard let sender = Self.senders(of: report)[choice] else { throw BlockError.noSuchSender }
    let reason = try Self.checked(reason)
    if let known = try store.block(of: sender, app: report.app) { throw BlockError.isBlocked(known.id) }
    guard try store.blockCount(app: report.app) < SenderBlock.limit else { throw BlockError.tooMany }
    var block = SenderBlock(
      app: report.app, sender: sender, reason: reason, report: id, at: now, by: actor.name ?? "Tellback")
    block.id = try store.addBlock(block)
    try tell(.senderBlocked, block, choice.rawValue, text: reason, by: actor)
    try audit(.senderBlocked, block, "\(choice.rawValue), over report \(id.reference): \(reason)", by: actor)
    return block
  }

  /// Ends a block. What was kept back stays so until it is released.
  public func unblock(_ id: Int64, by actor: Actor) throws {
    guard let block = try store.block(id) else { throw BlockError.noSuchBlock(id) }
    guard try store.endBlock(id, by: actor.name ?? "Tellback", at: now) else { throw BlockError.hasEnded(id) }
    try tell(.senderUnblocked, block, block.sender.choice.rawValue, by: actor)
    let kept = try store.keptBack(by: id)
    try audit(.senderUnblocked, block, "\(kept.reports) reports and \(kept.messages) messages kept back", by: actor)
  }

  /// Lets what a block has kept back take its usual way, the oldest first, at most ``batch`` reports and as many messages.
  /// Returns whether there may be more.
  @discardableResult
  public func release(keptBy id: Int64, by actor: Actor) throws -> Bool {
    guard let block = try store.block(id) else { throw BlockError.noSuchBlock(id) }
    let messages = try store.keptMessages(by: id, after: 0, limit: Self.batch)
    for (message, report) in messages { try release(message, of: report) }
    let reports = try store.keptReports(by: id, after: 0, limit: Self.batch)
    for report in reports { _ = try store.release(report: report.sequence, at: now) }
    guard !messages.isEmpty || !reports.isEmpty else { return false }
    try audit(.keptReleased, block, "\(reports.count) reports, \(messages.count) messages", by: actor)
    return messages.count == Self.batch || reports.count == Self.batch
  }

  /// Lets one report through, with what its reporter wrote about it since.
  public func release(report id: ReportID, by actor: Actor) throws {
    guard let held = try store.keptBack(report: id), let block = try store.block(held),
      let report = try store.report(id), try store.release(report: report.sequence, at: now)
    else { throw BlockError.noSuchReport }
    for (message, other) in try store.keptMessages(by: held, after: 0, limit: .max) where other.id == id {
      try release(message, of: other)
    }
    try audit(.keptReleased, block, "report \(id.reference)", by: actor)
  }

  /// Lets one message through; it acts on the ticket of its report.
  public func release(message id: ReportID, by actor: Actor) throws {
    guard let message = try store.message(id), let report = try store.report(message.message.report),
      let held = try store.keptBack(message: message.sequence), let block = try store.block(held)
    else { throw BlockError.noSuchReport }
    try release(message, of: report)
    try audit(.keptReleased, block, "a message about \(report.id.reference)", by: actor)
  }

  private func release(_ message: StoredMessage, of report: StoredReport) throws {
    guard try store.release(message: message.sequence) else { return }
    try TicketActions(store, now: now).apply(message, of: report)
  }

  // MARK: Parts

  /// Whom a report could be blocked by.
  public static func senders(of stored: StoredReport) -> [Choice: BlockedSender] {
    var senders: [Choice: BlockedSender] = [:]
    if let installation = stored.installation { senders[.installation] = .installation(installation) }
    if let report = try? Report(decoding: stored.body), report.names {
      senders[.reporter] = .reporter(ReporterKey.bytes(of: report, installation: stored.installation))
    }
    return senders
  }

  private static func checked(_ text: String) throws -> String {
    let reason = text.singleSpaced
    guard !reason.isEmpty else { throw BlockError.noReason }
    guard reason.utf8.count <= SenderBlock.reasonLimit else {
      throw BlockError.reasonTooLong(bytes: reason.utf8.count)
    }
    return reason
  }

  /// The ticket over whose report it was decided says so, while it is there.
  private func tell(
    _ kind: TicketEvent.Kind, _ block: SenderBlock, _ detail: String, text: String? = nil, by actor: Actor
  ) throws {
    guard let report = block.report, let ticket = try store.shownTicket(ofReport: report) else { return }
    try store.append(
      TicketEvent(ticket: ticket, at: now, actor: actor, kind: kind, report: report, text: text, detail: detail))
  }

  private func audit(_ act: AuditAct, _ block: SenderBlock, _ detail: String, by actor: Actor) throws {
    guard let actor = AuditActor(actor) else { return }
    let entry = AuditEntry(at: now, act: act, by: actor, app: block.app, subject: "block \(block.id)", detail: detail)
    try store.audit(entry)
  }
}

extension BlockedSender {
  public var choice: BlockActions.Choice {
    switch self {
    case .installation: .installation
    case .reporter: .reporter
    }
  }
}

extension BlockReads {
  /// The block of exactly this sender that holds.
  public func block(of sender: BlockedSender, app: AppID) throws -> SenderBlock? {
    switch sender {
    case .installation(let id): try block(of: id, reporter: nil, app: app)
    case .reporter(let key): try block(of: nil, reporter: key, app: app)
    }
  }
}

extension Report {
  /// Whether it says from whom it is; the key of one that does not is its installation's or its own.
  fileprivate var names: Bool { !(user ?? "").isEmpty || !(contact ?? "").isEmpty }
}
