// What people and commands did, as it is kept for admins. Invariant: no words of reports, no passwords, tokens or codes.
import TellbackWire

/// What was done. The raw values are stored and exported: they are frozen.
public enum AuditAct: String, Sendable, CaseIterable {
  case signedIn = "sign-in"
  case signInFailed = "sign-in.failed"
  case signedOut = "sign-out"
  case sessionsEnded = "session.ended"
  case accountCreated = "account.created"
  case accountInvited = "account.invited"
  case accountJoined = "account.joined"
  case accountDisabled = "account.disabled"
  case accountEnabled = "account.enabled"
  case roleChanged = "account.role"
  case profileChanged = "account.profile"
  case awayChanged = "account.away"
  case passwordChanged = "password.changed"
  case factorAdded = "factor.added"
  case factorRemoved = "factor.removed"
  case factorRequired = "factor.required"
  case recoveryCodesMade = "factor.recovery-codes"
  case recoveryCodeUsed = "factor.recovery-used"
  case tokenCreated = "token.created"
  case tokenRevoked = "token.revoked"
  case appCreated = "app.created"
  case keyCreated = "key.created"
  case keyRevoked = "key.revoked"
  case settingChanged = "setting.changed"
  case logExported = "audit.exported"
  case backedUp = "backup"
  case ticketsImported = "tickets.imported"
  case ticketsExported = "tickets.exported"
  case reportErased = "report.erased"
  case reportRedacted = "report.redacted"
  case merged = "ticket.merged"
  case unmerged = "ticket.unmerged"
  case split = "ticket.split"
  case issuePublished = "issue.published"
  case issueWithdrawn = "issue.withdrawn"
  case cannedAnswerSaved = "canned-answer.saved"
  case cannedAnswerDeleted = "canned-answer.deleted"
  case reporterNoted = "reporter.noted"
  case reporterNoteRemoved = "reporter.note-removed"
  case launchSaved = "launch.saved"
  case launchDeleted = "launch.deleted"
  case ruleChanged = "rule.changed"
  case groupChanged = "group.changed"
  case senderBlocked = "sender.blocked"
  case senderUnblocked = "sender.unblocked"
  case keptReleased = "kept.released"
  case webhookCreated = "webhook.created"
  case webhookChanged = "webhook.changed"
  case webhookRotated = "webhook.rotated"
  case webhookDisabled = "webhook.disabled"
  case webhookEnabled = "webhook.enabled"
  case webhookDeleted = "webhook.deleted"
  case webhookTested = "webhook.tested"
  case webhookResent = "webhook.resent"
  case trackerCreated = "tracker.created"
  case trackerChanged = "tracker.changed"
  case trackerDeleted = "tracker.deleted"
  case painMade = "pain.made"
  case painChanged = "pain.changed"
  case painGathered = "pain.gathered"
  case painUngathered = "pain.ungathered"
  case painDecided = "pain.decided"
  case programmeDateSaved = "programme-date.saved"
  case programmeDateDeleted = "programme-date.deleted"
  /// A list of tickets or a table of numbers was downloaded.
  case exported = "exported"
}

/// Who did it, and which way in they took.
public enum AuditActor: Sendable, Equatable {
  /// Somebody on the board.
  case staff(id: Int64, name: String)
  /// A program with somebody's token.
  case program(id: Int64, name: String)
  /// The command line: whoever may enter the data directory.
  case command
  case system
  /// Nobody who is signed in.
  case visitor

  public var account: Int64? {
    switch self {
    case .staff(let id, _), .program(let id, _): id
    case .command, .system, .visitor: nil
    }
  }

  /// As lists show it.
  public var name: String {
    switch self {
    case .staff(_, let name), .program(_, let name): name
    case .command: "command line"
    case .system: "collector"
    case .visitor: "somebody"
    }
  }

  /// Nil for ``Actor/system``'s own doings, which the histories of tickets tell.
  public init?(_ actor: Actor) {
    guard case .staff(let id, let name) = actor else { return nil }
    self = .staff(id: id, name: name)
  }
}

/// One line of the log.
public struct AuditEntry: Sendable, Equatable {
  /// Bytes; longer texts are cut.
  public static let nameLimit = 400
  public static let detailLimit = 2_000

  /// Grows in the order of entries; 0 before it is stored.
  public var id: Int64
  public var at: Timestamp
  public var act: AuditAct
  public var actor: AuditActor
  /// From where, when it came over the network.
  public var address: String?
  public var app: AppID?
  public var ticket: Int64?
  /// Whose account, which key, which report.
  public var subject: String
  /// What changed, in words of ours.
  public var detail: String

  public init(
    id: Int64 = 0, at: Timestamp, act: AuditAct, by actor: AuditActor, address: String? = nil, app: AppID? = nil,
    ticket: Int64? = nil, subject: String = "", detail: String = ""
  ) {
    self.id = id
    self.at = at
    self.act = act
    self.actor = actor
    self.address = address
    self.app = app
    self.ticket = ticket
    self.subject = Self.cut(subject, to: Self.nameLimit)
    self.detail = Self.cut(detail, to: Self.detailLimit)
  }

  /// Whole scalars of at most `limit` bytes.
  static func cut(_ text: String, to limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    var result = String.UnicodeScalarView()
    var bytes = 0
    for scalar in text.unicodeScalars {
      bytes += UTF8.width(scalar)
      guard bytes <= limit else { break }
      result.append(scalar)
    }
    return String(result)
  }
}

/// Which entries are asked for.
public struct AuditQuery: Sendable, Equatable {
  public var act: AuditAct?
  /// Whoever did it.
  public var account: Int64?
  /// A part of the subject, as it stands there.
  public var subject: String?
  /// From this moment on, and before that one.
  public var since: Timestamp?
  public var until: Timestamp?
  /// Only entries with a smaller id; newest first. Nil begins at the newest.
  public var before: Int64?
  /// 1 to 1,000.
  public var limit: Int

  public init(
    act: AuditAct? = nil, account: Int64? = nil, subject: String? = nil, since: Timestamp? = nil,
    until: Timestamp? = nil, before: Int64? = nil, limit: Int = 100
  ) {
    self.act = act
    self.account = account
    self.subject = subject
    self.since = since
    self.until = until
    self.before = before
    self.limit = limit
  }
}
