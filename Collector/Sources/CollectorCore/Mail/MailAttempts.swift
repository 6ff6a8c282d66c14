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
    case .refused(let problem):
      try store.noteAttempt(ofMail: id, error: problem.stored, at: now, state: .failed, dueAt: now)
    case .failed(let problem):
      let next = MailBackOff.next(after: mail.attempts + 1, firstAt: mail.firstAt ?? now, now: now)
      try store.noteAttempt(
        ofMail: id, error: problem.stored, at: now, state: next == nil ? .failed : .waiting, dueAt: next ?? now)
    }
  }
}
