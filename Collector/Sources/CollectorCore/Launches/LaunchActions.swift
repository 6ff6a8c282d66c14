// Writing launches down. Reports that came before are tied anew when a launch is saved: one that nobody was told of is found out
// afterwards, and what it brought are surprises.
import TellbackWire

/// Stateless; it works inside a transaction of the store.
public struct LaunchActions {
  /// Reports that came before and that are looked at when a launch is saved: the newest of its app.
  public static let lookBack = 2_000

  private let store: any StoreWrites
  private let now: Timestamp
  private let actor: AuditActor

  public init(_ store: any StoreWrites, now: Timestamp, by actor: AuditActor) {
    self.store = store
    self.now = now
    self.actor = actor
  }

  /// Saves a launch; a new one has the id 0. `seen` is ``Launch/changedAt`` as the writer had seen it. Expected pains that stood there
  /// before keep their moment.
  @discardableResult
  public func save(_ launch: Launch, expecting words: [String], seen: Timestamp? = nil) throws -> Int64 {
    let before = try launch.id == 0 ? nil : known(launch.id)
    if let before, let seen, before.changedAt != seen { throw LaunchError.overtaken(by: before.changedBy) }
    var launch = try launch.checked()
    guard try store.app(launch.app) != nil else { throw LaunchError.noSuchApp }
    if before == nil {
      guard try store.launchCount() < Launch.limit else { throw LaunchError.tooMany }
    }
    // Of the same app alone: what another app expected foretold nothing here.
    let kept = before?.app == launch.app ? before?.expected ?? [] : []
    launch.expected = try Launch.checked(words, asWords: true).map { words in
      kept.first { $0.words == words } ?? Launch.ExpectedPain(words: words, since: now)
    }
    (launch.changedBy, launch.changedAt) = (actor.name, now)
    launch.id = try store.saveLaunch(launch)
    try tieAnew(launch)
    try audit(.launchSaved, launch)
    return launch.id
  }

  public func delete(_ id: Int64) throws {
    let launch = try known(id)
    guard try store.deleteLaunch(id) else { throw LaunchError.noSuchLaunch }
    try audit(.launchDeleted, launch)
  }

  private func known(_ id: Int64) throws -> Launch {
    guard let launch = try store.launch(id) else { throw LaunchError.noSuchLaunch }
    return launch
  }

  private func tieAnew(_ launch: Launch) throws {
    try store.removeTies(ofLaunch: launch.id)
    guard launch.startsAt <= now else { return }
    let book = LaunchBook([launch])
    try store.addTies(
      store.newestPlaced(app: launch.app, limit: Self.lookBack).flatMap { stored -> [LaunchTie] in
        // A report that this version cannot read has no words to match.
        guard let report = try? Report(decoding: stored.body) else { return [] }
        return book.ties(of: report, stored, capturedAt: CaptureTime.corrected(report.capturedAt, of: stored))
      })
  }

  private func audit(_ act: AuditAct, _ launch: Launch) throws {
    try store.audit(AuditEntry(at: now, act: act, by: actor, app: launch.app, subject: launch.name))
  }
}

extension Launch {
  /// With blanks tidied up. Throws ``LaunchError``.
  func checked() throws -> Launch {
    var launch = self
    launch.name = name.singleSpaced
    guard !launch.name.isEmpty else { throw LaunchError.noName }
    guard launch.name.utf8.count <= Self.nameLimit else { throw LaunchError.nameTooLong(bytes: launch.name.utf8.count) }
    guard startsAt < endsAt else { throw LaunchError.endsBeforeStart }
    let (length, overflow) = endsAt.milliseconds.subtractingReportingOverflow(startsAt.milliseconds)
    guard !overflow, length <= Self.dayLimit * 86_400_000 else { throw LaunchError.tooLong }
    launch.places = Places(
      pages: try Self.checked(places.pages), words: try Self.checked(places.words, asWords: true),
      segments: try Self.checked(places.segments), versions: try Self.checked(places.versions))
    guard !launch.places.isEmpty else { throw LaunchError.noPlace }
    guard brief.utf8.count <= Self.briefLimit else { throw LaunchError.briefTooLong(bytes: brief.utf8.count) }
    return launch
  }

  /// Without empty lines and none twice.
  static func checked(_ values: [String], asWords: Bool = false) throws -> [String] {
    var seen: Set<[UInt8]> = []
    let tidy = values.map(\.singleSpaced).filter { !$0.isEmpty && seen.insert(Array($0.utf8)).inserted }
    guard tidy.count <= valueLimit else { throw LaunchError.tooManyValues(tidy.count) }
    for value in tidy {
      guard value.utf8.count <= valueBytes else { throw LaunchError.valueTooLong(bytes: value.utf8.count) }
      if asWords, PhraseList([value]).phrases.isEmpty { throw LaunchError.noWord(value) }
    }
    return tidy
  }
}
