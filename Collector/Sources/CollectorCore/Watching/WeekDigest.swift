// The last seven days of what somebody watches: what hurts most, who waits longest, what most people wish for, whom an answer left
// unhappy, what was fixed and whether it helped, and how often nothing was left to do. Made of what stands in the store now.
import TellbackWire

public struct WeekDigest: Sendable, Equatable {
  /// A pain point with its place in the ranking of its app.
  public struct Pain: Sendable, Equatable {
    public var point: PainPoint
    public var rank: PainRank
  }

  public struct Unhappy: Sendable, Equatable {
    public var ticket: Ticket
    /// Nil where it did not help.
    public var stars: Int64?
    public var at: Timestamp
  }

  /// What was tried against a pain point and released.
  public struct Fix: Sendable, Equatable {
    public var point: PainPoint
    public var attempt: PainAttempt
    /// Nil while nobody was seen with it.
    public var verdict: AttemptVerdict?
  }

  /// How near something was to an empty queue.
  public struct Queue: Sendable, Equatable {
    public var watch: Watch
    /// What stands in it now.
    public var size: Int64
    /// Of ``daysCounted`` days, those at whose end nothing was left.
    public var daysAtZero: Int
    public var daysCounted: Int
  }

  /// What came of the tickets of a group in the last four weeks.
  public struct Team: Sendable, Equatable {
    public var name: String
    public var resolved: Int64
    /// It works as designed: explained, or an idea since.
    public var designed: Int64
    /// Of these, what became an idea.
    public var ideas: Int64
  }

  /// What the person watches, of the apps that they see.
  public var watches: [Watch]
  public var pains: [Pain]
  public var oldest: Ticket?
  public var idea: Ticket?
  public var unhappiest: Unhappy?
  /// Unhappy answers of the week in all; of more than ``WatchLimits/unhappy`` that were looked through nothing is known.
  public var unhappyCount: Int
  public var fixes: [Fix]
  /// Pages and errors of these apps that were reported more often than in the weeks before, the newest first.
  public var spikes: [SeenSpike]
  public var queues: [Queue]
  public var teams: [Team]

  /// Reads it in one snapshot. Who watches nothing has the digest of all their apps.
  public init(of person: StaffAccount, at now: Timestamp, _ store: any StoreReads) throws {
    watches = try store.watches(ofAccount: person.id).filter { person.apps.contains($0.app) }
    var shown = watches
    if shown.isEmpty {
      shown = try store.apps().filter { person.apps.contains($0.id) }
        .map { Watch(account: person.id, app: $0.id, subject: .app, at: now) }
    }
    let scope = AppScope.only(Set(shown.map(\.app)))
    let tickets = shown.map { WatchedTickets($0, store) }
    let points = try Self.pains(of: tickets, in: scope, at: now, store)
    pains = Array(points.prefix(WatchLimits.pains))
    oldest = try tickets.compactMap { watched in
      try watched.first([.open, .waiting], by: .oldest, limit: 200) { $0.waiting?.cause != .reporter }
    }.min { ($0.openedAt, $0.number) < ($1.openedAt, $1.number) }
    idea = try tickets.compactMap { try $0.first([.open, .waiting], kind: .idea, by: .reporters) }
      .max { ($0.reporterCount, -$0.number) < ($1.reporterCount, -$1.number) }
    (unhappiest, unhappyCount) = try Self.unhappy(of: tickets, in: scope, at: now, store)
    spikes = try Set(shown.map(\.app)).sorted { $0.value < $1.value }.flatMap {
      try SpikeFinder(store, now: now).found(of: $0)
    }
    fixes = try Self.fixes(of: points.map(\.point), at: now, store)
    let today = CivilDay(now)
    queues = try tickets.compactMap { watched in
      guard let query = watched.numbers(NumberQuery.last(WatchLimits.days, to: today)) else { return nil }
      let days = try NumberDays(query, today: today, store)
      let queue = try NumberReport.queue(query, days.numbers(of: query.days), days, today: today, store)
      return Queue(
        watch: watched.watch, size: queue.size, daysAtZero: queue.daysAtZero, daysCounted: queue.daysCounted)
    }
    teams = try Self.teams(in: scope, today: today, store)
  }

  /// Nothing hurts or spikes, nobody waits, wishes or is unhappy, and nothing was fixed.
  public var isQuiet: Bool {
    pains.isEmpty && oldest == nil && idea == nil && unhappiest == nil && fixes.isEmpty && spikes.isEmpty
  }

  private static func pains(
    of tickets: [WatchedTickets], in scope: AppScope, at now: Timestamp, _ store: any StoreReads
  ) throws -> [Pain] {
    let apps = Set(tickets.map(\.watch.app))
    let points = try store.painPoints(in: scope, limit: PainLimits.perApp * apps.count)
    guard !points.isEmpty else { return [] }
    let week = PainWeek.of(now)
    let weeks = (week - PainRank.weeks + 1)...(week + 1)
    let numbers = try tickets.reduce(into: Set<Int64>()) { $0.formUnion(try $1.pains(of: points, weeks: weeks)) }
    let watched = points.filter { numbers.contains($0.number) }
    let byNumber = Dictionary(watched.map { ($0.number, $0) }) { first, _ in first }
    return try PainRanking(of: watched, in: scope, at: now, store).ranks.compactMap { rank in
      byNumber[rank.pain].map { Pain(point: $0, rank: rank) }
    }
  }

  private static func unhappy(
    of tickets: [WatchedTickets], in scope: AppScope, at now: Timestamp, _ store: any StoreReads
  ) throws -> (worst: Unhappy?, count: Int) {
    let since = now.adding(seconds: -Int64(WatchLimits.days) * 86_400)
    var (worst, count): (Unhappy?, Int) = (nil, 0)
    for answer in try store.unhappyAnswers(in: scope, since: since, limit: WatchLimits.unhappy) {
      guard let ticket = try store.shownTicket(store.finalTicket(of: answer.ticket)),
        try tickets.contains(where: { try $0.contains(ticket) })
      else { continue }
      count += 1
      if worst == nil { worst = Unhappy(ticket: ticket, stars: answer.stars, at: answer.at) }
    }
    return (worst, count)
  }

  /// The newest first.
  private static func fixes(of points: [PainPoint], at now: Timestamp, _ store: any StoreReads) throws -> [Fix] {
    let since = now.adding(seconds: -Int64(WatchLimits.fixDays) * 86_400)
    var fixes: [Fix] = []
    for point in points {
      let attempts = try store.painAttempts(of: point.number).filter { $0.release != nil }
      guard !attempts.isEmpty else { continue }
      let verdicts = try store.attemptVerdicts(of: point.number)
      for attempt in attempts {
        let verdict = verdicts[attempt.id]
        var moments = [attempt.at, verdict?.saidAt, attempt.regressedAt].compactMap(\.self)
        if case .date(let released) = attempt.release { moments.append(released) }
        if moments.contains(where: { $0 > since }) {
          fixes.append(Fix(point: point, attempt: attempt, verdict: verdict))
        }
      }
    }
    return Array(fixes.sorted { $0.attempt.id > $1.attempt.id }.prefix(WatchLimits.fixes))
  }

  private static func teams(in scope: AppScope, today: CivilDay, _ store: any StoreReads) throws -> [Team] {
    try store.groups().compactMap { group in
      let days = NumberQuery.last(WatchLimits.fixDays, to: today)
      var counts: [NumberMeasure: Int64] = [:]
      for number in try store.dailyNumbers(NumberQuery(apps: scope, team: group.id, days: days)) {
        counts[number.measure, default: 0] += number.count
      }
      let ideas = counts[.becameIdea] ?? 0
      let team = Team(
        name: group.name, resolved: counts[.resolved] ?? 0, designed: (counts[.explained] ?? 0) + ideas, ideas: ideas)
      return team.resolved + team.designed > 0 ? team : nil
    }
  }
}
