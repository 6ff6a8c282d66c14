// Matching beside the digest: asked before a batch's transaction begins, told after its commit, so that no write waits for it.
// Invariant: whatever fails here is logged and counted, and the batch goes on with exact keys alone.
import CollectorCore
import TellbackMatch
import TellbackWire

struct MatchingService: Sendable {
  let matcher: TicketMatcher
  let store: any Store
  let telemetry: Telemetry
  let log: Log
  /// Where the index file lies; nil keeps none.
  var directory: String?

  /// Builds the indexes; reports are digested meanwhile.
  func load() async {
    let start = SystemClock.monotonicSeconds()
    do {
      try await install()
      try await matcher.load(from: store)
      try await catchUpOnErasures()
      let figures = matcher.figures
      log.info(
        "match_index_ready",
        [
          "reports": "\(figures.reports)", "bytes": "\(figures.bytes)",
          "seconds": "\(((SystemClock.monotonicSeconds() - start) * 100).rounded() / 100)",
        ])
    } catch {
      telemetry.countMatchFailure()
      log.error("match_index_failed", ["error": "\(error)"])
    }
  }

  /// Adds what other processes placed.
  func follow() async {
    do { try await matcher.follow(store) } catch {
      telemetry.countMatchFailure()
      log.error("match_index_failed", ["error": "\(error)"])
    }
  }

  /// Takes the indexes of the last run, when they are whole and of this store.
  private func install() async throws {
    let saved = directory.flatMap { MatchIndexFile.read(in: $0) }
    let lastReport = saved?.report
    let (there, forgotten, newest) = try await store.read { store in
      (
        try lastReport.flatMap { try store.report($0)?.sequence }, try store.forgottenChanges(),
        try store.newestChange()
      )
    }
    if let directory, let saved {
      if there == saved.last, forgotten <= saved.followed, saved.followed <= newest {
        matcher.install(saved.indexes, last: saved.last, report: saved.report)
        matcher.followedChange = saved.followed
        return
      }
      log.warning("match_index_foreign", ["file": MatchIndexFile.path(in: directory)])
    }
    // What is read from the store from now on holds nothing that was erased before.
    matcher.followedChange = newest
  }

  /// Reports are about to be erased: the file that may hold their words goes first, and none is written that holds them.
  func willErase() {
    matcher.forbidSaving()
    if let directory { MatchIndexFile.remove(in: directory) }
  }

  /// Reports are gone from the store: the indexes find them no more.
  func didErase(_ reports: [ErasedReport]) {
    for report in reports { matcher.forget(report.sequence, app: report.app) }
  }

  /// Words of a report are gone from the store: the index knows it by those that are left.
  func didRedact(_ report: PlacedReport) {
    matcher.forget(report.sequence, app: report.app)
    matcher.add([report])
  }

  /// What matching says of reports before their transaction, by their sequence; nil while the index is built and when it
  /// fails. It looks at the index once `indexing` has ended.
  func advise(on reports: [PreparedReport], after indexing: Task<Void, Never>?) async -> [Int64: MatchAdvice]? {
    guard matcher.figures.isReady else { return nil }
    do {
      let (asked, apps) = try await store.read { try questions(reports, in: $0) }
      await indexing?.value
      var advice: [Int64: MatchAdvice] = [:]
      for question in asked {
        let stored = question.stored
        guard let report = question.report, let app = apps[stored.app] else { continue }
        advice[stored.sequence] = matcher.advice(
          for: report, app: stored.app, receivedAt: stored.receivedAt, settings: app.settings, curve: app.curve)
      }
      return advice
    } catch {
      telemetry.countMatchFailure()
      log.error("match_failed", ["error": "\(error)"])
      return nil
    }
  }

  /// Those that no exact key joins: most of a flood is joined by one. A report that cannot be read is the digest's to
  /// quarantine, with the reason.
  private func questions(
    _ reports: [PreparedReport], in store: any StoreReads
  ) throws -> ([PreparedReport], [AppID: AppMatching]) {
    func isAsked(_ prepared: PreparedReport) throws -> Bool {
      guard let key = prepared.key, prepared.report?.knownIssue == nil else { return false }
      return try store.ticket(app: prepared.stored.app, groupingKey: key.bytes) == nil
    }
    try store.readAhead { for report in reports { _ = try isAsked(report) } }
    let questions = try reports.filter(isAsked)
    let apps = Set(questions.map(\.stored.app))
    return (questions, Dictionary(uniqueKeysWithValues: try apps.map { ($0, try AppMatching($0, in: store)) }))
  }

  /// What an app's reports are judged by: read anew for each batch, so that what staff of any process decided counts at once.
  private struct AppMatching: Sendable {
    var settings: MatchSettings
    var curve: DecisionCurve

    init(_ app: AppID, in store: any StoreReads) throws {
      settings = try store.matchSettings(app: app)
      curve = DecisionCurve(try store.decisionHistory(app: app))
    }
  }

  /// Reports matched late in one go.
  private static let lateBatch = 16

  /// Matches some of the reports that there was no time for, and suggests; nothing is joined that late. False when there
  /// are none.
  func catchUp(_ digest: Digest, now: Timestamp) async -> Bool {
    guard matcher.figures.isReady else { return false }
    do {
      let owed = try await store.read { store in
        var apps: [AppID: AppMatching] = [:]
        return try store.unmatchedReports(limit: Self.lateBatch).map { stored, ticket in
          let app = try apps[stored.app] ?? AppMatching(stored.app, in: store)
          apps[stored.app] = app
          return (stored, ticket, app)
        }
      }
      guard !owed.isEmpty else { return false }
      let answers = owed.map { stored, ticket, app -> (sequence: Int64, ticket: Int64, advice: MatchAdvice?) in
        // It was read when it was placed; a report that cannot be read any more has nothing to suggest.
        let report = try? Report(decoding: stored.body)
        let advice = report.flatMap {
          matcher.advice(
            for: $0, app: stored.app, receivedAt: stored.receivedAt, settings: app.settings, curve: app.curve,
            besides: ticket, before: stored.sequence)
        }
        return (stored.sequence, ticket, advice)
      }
      try await store.write { store in
        for answer in answers {
          if let advice = answer.advice {
            try digest.suggest(advice, for: answer.ticket, report: answer.sequence, in: store, now: now)
          }
          try store.markMatched(report: answer.sequence)
        }
      }
      return true
    } catch {
      telemetry.countMatchFailure()
      log.error("late_match_failed", ["error": "\(error)"])
      return false
    }
  }
}
