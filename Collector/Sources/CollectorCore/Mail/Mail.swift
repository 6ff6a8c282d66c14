// A mail that is to go out: stored whole before it is sent, under an id that stays the same on each attempt, so that whoever gets it
// twice after a kill can see that it is one.
import TellbackWire

/// Every limit of what goes out by mail.
public enum MailLimits {
  /// From the first attempt to the last, in seconds: five days.
  public static let patience: Int64 = 5 * 86_400
  /// What happens within so many seconds becomes one mail.
  public static let gathering: Int64 = 120
  /// Seconds between two mails to one person.
  public static let gap: Int64 = 600
  /// Notices that one mail tells of by line; the others by their number.
  public static let lines = 50
  /// Bytes of what is quoted to a reporter.
  public static let quoted = 20_000
  /// Milliseconds of an attempt: until connected, and in all.
  public static let connectMilliseconds = 15_000
  public static let attemptMilliseconds = 60_000
  /// How long it is known what became of a mail, in seconds: 30 days.
  public static let logSeconds: Int64 = 30 * 86_400
}

public struct Mail: Sendable, Equatable {
  public enum State: String, Sendable, CaseIterable {
    case waiting, sent, failed
  }

  public var id: Int64
  /// The person of staff; nil for a reporter.
  public var account: Int64?
  /// The report whose reporter is told.
  public var report: ReportID?
  public var ticket: Int64?
  /// Gone once it has ended: the log keeps no address.
  public var recipient: String?
  public var subject: String
  /// Lines of text with a line feed each; gone once it has ended.
  public var text: String?
  public var state: State
  public var createdAt: Timestamp
  /// When the next attempt may be made; of an ended one, when it ended.
  public var dueAt: Timestamp
  public var firstAt: Timestamp?
  public var attempts: Int64
  /// Of the newest attempt, as ``OutgoingProblem/stored``.
  public var error: String?
  /// Random, so that the `Message-ID` is like no other's.
  public var token: String

  public init(
    id: Int64 = 0, account: Int64? = nil, report: ReportID? = nil, ticket: Int64? = nil, recipient: String?,
    subject: String, text: String?, state: State = .waiting, createdAt: Timestamp, dueAt: Timestamp,
    firstAt: Timestamp? = nil, attempts: Int64 = 0, error: String? = nil, token: String
  ) {
    self.id = id
    self.account = account
    self.report = report
    self.ticket = ticket
    self.recipient = recipient
    self.subject = subject
    self.text = text
    self.state = state
    self.createdAt = createdAt
    self.dueAt = dueAt
    self.firstAt = firstAt
    self.attempts = attempts
    self.error = error
    self.token = token
  }
}

/// What an attempt came to.
public enum MailOutcome: Sendable, Equatable {
  case sent
  /// The same may pass later.
  case failed(OutgoingProblem)
  /// This mail never passes: the server wants no mail for this recipient, or not this one.
  case refused(OutgoingProblem)
}

public enum MailBackOff {
  static let steps: [Int64] = [60, 300, 900, 1_800, 3_600, 7_200, 14_400]

  /// Nil when it is over: ``MailLimits/patience`` has passed by then.
  public static func next(after attempts: Int64, firstAt: Timestamp, now: Timestamp) -> Timestamp? {
    let step = steps[Int(min(max(attempts, 1), Int64(steps.count))) - 1]
    let due = now.adding(seconds: step)
    return due <= firstAt.adding(seconds: MailLimits.patience) ? due : nil
  }
}

/// An address of mail that somebody gave as their contact: a plain one, which no header can be broken with.
public enum MailAddress {
  /// Nil for what is no plain address of one person.
  public static func checked(_ text: String) -> String? {
    let text = text.drop { $0 == " " }
    var end = text
    while end.last == " " { end.removeLast() }
    let parts = end.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...64).contains(parts[0].utf8.count), (1...255).contains(parts[1].utf8.count),
      end.utf8.count <= 254
    else { return nil }
    let isLocal = parts[0].utf8.allSatisfy { isAlphanumeric($0) || ".!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    let isDomain =
      labels.count > 1
      && labels.allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x2D }
          && !label.hasPrefix("-") && !label.hasSuffix("-")
      }
    // An atom may hold dots, but not at an end or side by side (RFC 5322, section 3.2.3).
    let isAtom = !parts[0].hasPrefix(".") && !parts[0].hasSuffix(".") && !parts[0].contains("..")
    return isLocal && isDomain && isAtom ? String(end) : nil
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
  }
}
