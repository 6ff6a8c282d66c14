// What came of sending a mail.
import TellbackWire

public struct MailAttempts {
  private let store: any StoreWrites
  private let now: Timestamp

  public init(_ store: any StoreWrites, now: Timestamp) {
    self.store = store
    self.now = now
  }

  public func note(_ outcome: MailOutcome, of id: Int64) throws {
    guard let mail = try store.mail(id), mail.state == .waiting else { return }
    switch outcome {
    case .sent: try store.noteAttempt(ofMail: id, error: nil, at: now, state: .sent, dueAt: now)
    case .refused(let error):
      try store.noteAttempt(ofMail: id, error: Self.cut(error), at: now, state: .failed, dueAt: now)
    case .failed(let error):
      let next = MailBackOff.next(after: mail.attempts + 1, firstAt: mail.firstAt ?? now, now: now)
      try store.noteAttempt(
        ofMail: id, error: Self.cut(error), at: now, state: next == nil ? .failed : .waiting, dueAt: next ?? now)
    }
  }

  private static func cut(_ text: String) -> String { AuditEntry.cut(text, to: 500) }
}
