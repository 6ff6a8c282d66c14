// Watching something, and no longer. Nobody but the person themselves knows of it.
import TellbackWire

/// Stateless; it works inside a transaction of the store.
public struct WatchActions {
  private let store: any StoreWrites
  private let now: Timestamp

  /// `now` is the one moment of the whole transaction.
  public init(_ store: any StoreWrites, now: Timestamp) {
    self.store = store
    self.now = now
  }

  /// Watches it from now on; what is watched already stays as it is. Throws ``WatchError``.
  public func watch(_ subject: Watch.Subject, of app: AppID, by person: StaffAccount) throws {
    guard person.apps.contains(app), try store.app(app) != nil else { throw WatchError.noSuchApp }
    let subject = try checked(subject, of: app)
    guard try store.watches(ofAccount: person.id).count < WatchLimits.perPerson else { throw WatchError.tooMany }
    _ = try store.addWatch(Watch(account: person.id, app: app, subject: subject, at: now))
    // The first mail comes with the next week, and not at once.
    try store.noteWeekMail(ofAccount: person.id, week: WeekMailer.week(at: now))
  }

  public func unwatch(_ id: Int64, by account: Int64) throws {
    guard try store.removeWatch(id, ofAccount: account) else { throw WatchError.noSuchWatch }
  }

  public func wantMail(_ isWanted: Bool, by account: Int64) throws {
    try store.setWeekMailOff(!isWanted, account: account)
  }

  private func checked(_ subject: Watch.Subject, of app: AppID) throws -> Watch.Subject {
    func name(_ text: String, or missing: WatchError) throws -> String {
      // What an app sends is kept as it is, so no blank within is taken away.
      let name = String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
      guard !name.isEmpty else { throw missing }
      guard name.utf8.count <= WatchLimits.name else { throw WatchError.tooLong(bytes: name.utf8.count) }
      return name
    }
    switch subject {
    case .app: return .app
    case .component(let text): return .component(try name(text, or: .noName))
    case .segment(let text): return .segment(try name(text, or: .noName))
    case .reporters(let field, let value):
      return .reporters(field: try name(field, or: .noName), value: try name(value, or: .noValue))
    case .pain(let number):
      guard try store.painPoint(number)?.app == app else { throw WatchError.noSuchPain(number) }
      return subject
    }
  }
}
