// A day on which a team began to do something differently, such as 'engineers start to answer': numbers are compared before and after.
import TellbackWire

public struct ProgrammeDate: Sendable, Equatable {
  /// Bytes of a name.
  public static let nameLimit = 100
  /// Dates in all.
  public static let limit = 200

  /// 0 before it is stored.
  public var id: Int64
  /// Nil for all apps.
  public var app: AppID?
  public var name: String
  /// The first day of what is new, in UTC.
  public var day: CivilDay
  public var createdAt: Timestamp
  public var createdBy: String

  public init(
    id: Int64 = 0, app: AppID? = nil, name: String, day: CivilDay, createdAt: Timestamp, createdBy: String
  ) {
    self.id = id
    self.app = app
    self.name = name
    self.day = day
    self.createdAt = createdAt
    self.createdBy = createdBy
  }
}

/// Why a date was not kept.
public enum ProgrammeDateError: Error, Sendable, Equatable, CustomStringConvertible {
  case noSuchDate
  case notYourApp
  case noName
  case nameTooLong(bytes: Int)
  case nameTaken(String)
  case noDay
  case tooMany

  public var description: String {
    switch self {
    case .noSuchDate: "There is no such date any more."
    case .notYourApp: "A date for all apps, or for an app that you do not see, is not yours to change."
    case .noName: "Give the date a name, such as: engineers start to answer."
    case .nameTooLong(let bytes): "The name has \(bytes) bytes; the limit is \(ProgrammeDate.nameLimit) bytes."
    case .nameTaken(let name): "There is a date of the name \"\(name)\" already."
    case .noDay: "Choose a day from 1970 to 2199."
    case .tooMany: "There are \(ProgrammeDate.limit) dates already, which is the limit; delete one first."
    }
  }
}

/// Sets and deletes dates. Stateless; it works inside a transaction of the store.
public struct ProgrammeDateActions {
  private let store: any StoreWrites
  private let now: Timestamp
  private let editor: AuditActor
  private let apps: AppScope

  /// `apps` are those that the editor sees: a date for all apps is changed by who sees all.
  public init(_ store: any StoreWrites, now: Timestamp, by editor: AuditActor, apps: AppScope) {
    self.store = store
    self.now = now
    self.editor = editor
    self.apps = apps
  }

  /// Keeps a new date (`id` is 0), or changes the one with this id. `day` is written `2026-12-03`. Returns the id.
  @discardableResult
  public func save(_ id: Int64 = 0, name: String, day: String, app: AppID?) throws -> Int64 {
    var date = ProgrammeDate(
      name: name.singleSpaced, day: CivilDay(number: 0), createdAt: now, createdBy: editor.name)
    if id != 0 { date = try find(id) }
    guard maySee(app) else { throw ProgrammeDateError.notYourApp }
    (date.app, date.name) = (app, name.singleSpaced)
    guard !date.name.isEmpty else { throw ProgrammeDateError.noName }
    guard date.name.utf8.count <= ProgrammeDate.nameLimit else {
      throw ProgrammeDateError.nameTooLong(bytes: date.name.utf8.count)
    }
    guard let found = CivilDay(day) else { throw ProgrammeDateError.noDay }
    date.day = found
    if id == 0, try store.programmeDates(in: .all).count >= ProgrammeDate.limit { throw ProgrammeDateError.tooMany }
    do {
      guard let saved = try store.saveProgrammeDate(date) else { throw ProgrammeDateError.noSuchDate }
      try audit(.programmeDateSaved, date)
      return saved
    } catch StoreError.taken {
      throw ProgrammeDateError.nameTaken(date.name)
    }
  }

  public func delete(_ id: Int64) throws {
    let date = try find(id)
    guard try store.deleteProgrammeDate(id) else { throw ProgrammeDateError.noSuchDate }
    try audit(.programmeDateDeleted, date)
  }

  /// One for an app that is not seen is one that is not there.
  private func find(_ id: Int64) throws -> ProgrammeDate {
    guard let date = try store.programmeDate(id), date.app.map(apps.contains) ?? true else {
      throw ProgrammeDateError.noSuchDate
    }
    guard maySee(date.app) else { throw ProgrammeDateError.notYourApp }
    return date
  }

  private func maySee(_ app: AppID?) -> Bool { app.map(apps.contains) ?? (apps == .all) }

  private func audit(_ act: AuditAct, _ date: ProgrammeDate) throws {
    try store.audit(
      AuditEntry(at: now, act: act, by: editor, app: date.app, subject: date.name, detail: date.day.text))
  }
}
