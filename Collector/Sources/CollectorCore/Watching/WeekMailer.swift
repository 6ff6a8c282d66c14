// Mails the weekly digest to whoever watches something: once a week each, in their language. That somebody had it is noted in the
// transaction that makes the mail, so that neither a restart nor a second collector sends it again. As in every mail to staff it holds
// numbers and links: what reporters wrote is read on the board.
import TellbackWire

public struct WeekMailer {
  /// Mails of one transaction.
  private static let batch = 5

  private let store: any StoreWrites
  private let now: Timestamp
  private let board: String?

  /// `board` is its public address without a slash at its end; nil where it is not known.
  public init(_ store: any StoreWrites, now: Timestamp, board: String?) {
    self.store = store
    self.now = now
    self.board = board
  }

  /// The week for which a digest is due: a new one begins some hours into Monday.
  public static func week(at now: Timestamp) -> Int64 {
    PainWeek.of(now.adding(seconds: -WatchLimits.mailHour * 3_600))
  }

  public static func hasWork(_ store: any StoreReads, now: Timestamp) throws -> Bool {
    try !store.accountsAwaitingWeekMail(of: week(at: now), limit: 1).isEmpty
  }

  /// Makes the mails of some people whose week has come. Returns how many.
  public func gather(token: () -> String) throws -> Int {
    let week = Self.week(at: now)
    let apps = Dictionary(try store.apps().map { ($0.id, $0.name) }) { first, _ in first }
    var made = 0
    for account in try store.accountsAwaitingWeekMail(of: week, limit: Self.batch) {
      try store.noteWeekMail(ofAccount: account, week: week)
      guard let person = try store.account(account), person.isUsable,
        let recipient = MailAddress.checked(person.email)
      else { continue }
      let digest = try WeekDigest(of: person, at: now, store)
      // Who lost sight of all that they watch is told nothing of the rest.
      guard !digest.watches.isEmpty else { continue }
      let language = try store.boardLanguage(ofAccount: account) ?? Language(ofTags: person.languages) ?? .english
      let text = WeekMailText(digest: digest, apps: apps, board: board, now: now, language: language)
      try store.addMail(
        Mail(
          account: account, recipient: recipient, subject: text.subject, text: text.body, createdAt: now, dueAt: now,
          token: token()))
      made += 1
    }
    return made
  }
}
