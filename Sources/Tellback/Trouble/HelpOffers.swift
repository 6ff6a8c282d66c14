// Offers help for trouble: once for each, with a quiet time, and counts what came of it.
import TellbackSQLite
import TellbackWire

/// The offers of this run that a report may still follow.
struct HelpOffers {
  struct Offer {
    var issue: Int64?
    var user: String?
    var at: UInt64
  }

  /// A report within this time after an offer was written anyway.
  static let followed = Duration.seconds(1_800).nanoseconds
  /// Older ones are forgotten.
  private static let most = 8

  private(set) var latest: [Offer] = []
  /// In uptime.
  var quietUntil: UInt64 = 0

  mutating func add(_ offer: Offer) {
    latest.append(offer)
    if latest.count > Self.most { latest.removeFirst() }
  }

  /// Those that `user` has written after. Each counts once.
  mutating func take(by user: String?, at now: UInt64) -> [Offer] {
    guard !latest.isEmpty else { return [] }
    let taken = latest.filter { $0.user == user && now &- $0.at <= Self.followed }
    latest.removeAll { $0.user == user }
    return taken
  }
}

extension ReporterCore {
  /// Something was offered not long ago.
  var isQuiet: Bool {
    let now = uptime()
    return offers.withLock { now < $0.quietUntil }
  }

  func offer(_ sign: TroubleSign, in session: Session) async {
    let now = uptime()
    let before = offers.withLock { offers -> UInt64? in
      guard now >= offers.quietUntil else { return nil }
      defer { offers.quietUntil = now.addingClamped(trouble.quietTime.nanoseconds) }
      return offers.quietUntil
    }
    guard let before else { return }
    // A queue that cannot be written cannot tell what was offered before.
    guard (try? await own.queue.run({ try $0.remember(trouble: sign.key) })) == true else {
      return offers.withLock { $0.quietUntil = before }
    }
    let found = (try? await knownIssues.suggestions(for: sign.words, limit: 3)) ?? []
    let suggestion = found.first { $0.issue.workaround != nil && $0.issue.state == .open }
    let listeners = session.history.withLock { $0.watch.map { Array($0.listeners.values) } ?? [] }
    guard !listeners.isEmpty else { return }
    offers.withLock { $0.add(HelpOffers.Offer(issue: suggestion?.issue.id, user: session.user, at: now)) }
    count(.offered, suggestion?.issue.id)
    let noticed = Trouble(sign, suggestion: suggestion, session: session)
    for listener in listeners { listener.yield(noticed) }
  }

  /// Somebody reported something.
  func noteWritten(by user: String?) {
    let now = uptime()
    for offer in offers.withLock({ $0.take(by: user, at: now) }) { count(.wroteAnyway, offer.issue) }
  }

  /// Counts on the device, while the user agrees that it is told.
  func count(_ outcome: HelpOutcome, _ issue: Int64?) {
    guard heartbeats.isAllowed else { return }
    let today = now().day
    own.queue.post { [heartbeats] store in
      guard heartbeats.isAllowed else { return }
      // A count that cannot be written is missing: words go first.
      try? store?.count(outcome, issue, on: today)
    }
  }
}

extension QueueStore {
  /// Troubles that are remembered; older ones may be offered again.
  private static var troubles: Int { 200 }

  /// False when it was offered before.
  func remember(trouble key: Int64) throws -> Bool {
    try main.transaction {
      let isNew = try main.connection.run("INSERT OR IGNORE INTO trouble (key) VALUES (?)", [.integer(key)]) == 1
      try main.connection.run(
        "DELETE FROM trouble WHERE sequence <= (SELECT max(sequence) FROM trouble) - ?", [.int(Self.troubles)])
      return isNew
    }
  }

  func count(_ outcome: HelpOutcome, _ issue: Int64?, on day: Int64) throws {
    let column = outcome.rawValue
    _ = try main.transaction {
      try main.connection.run(
        """
        INSERT INTO help (day, issue, \(column)) VALUES (?, ?, 1)
        ON CONFLICT (day, issue) DO UPDATE SET \(column) = min(\(column) + 1, \(WireLimits.helpCount))
        """, [.integer(day), .integer(issue ?? 0)])
    }
  }
}
