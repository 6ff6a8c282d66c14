// Matching beside the digest: asked before a batch's transaction begins, told after its commit, so that no write waits for it.
// Invariant: whatever fails here is logged and counted, and the batch goes on with exact keys alone.
import CollectorCore
import TellbackMatch
import TellbackWire

struct MatchDesk: Sendable {
  let matcher: TicketMatcher
  let store: any Store
  let telemetry: Telemetry
  let log: Log

  /// Builds the indexes; reports are digested meanwhile.
  func load() async {
    let start = SystemClock.monotonicSeconds()
    do {
      try await matcher.load(from: store)
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

  private struct Question: Sendable {
    var sequence: Int64
    var app: AppID
    var receivedAt: Timestamp
    var report: Report
  }

  /// What matching says of the reports that the next batch will take, by their sequence.
  func advise() async -> [Int64: MatchAdvice] {
    guard matcher.figures.isReady else { return [:] }
    do {
      let (questions, settings) = try await store.read { try Self.questions(in: $0) }
      var advice: [Int64: MatchAdvice] = [:]
      for question in questions {
        advice[question.sequence] = matcher.advice(
          for: question.report, app: question.app, receivedAt: question.receivedAt,
          settings: settings[question.app] ?? MatchSettings())
      }
      return advice
    } catch {
      telemetry.countMatchFailure()
      log.error("match_failed", ["error": "\(error)"])
      return [:]
    }
  }

  /// Reports that an exact key joins need no advice: most of a flood.
  private static func questions(in store: any StoreReads) throws -> ([Question], [AppID: MatchSettings]) {
    var questions: [Question] = []
    var settings: [AppID: MatchSettings] = [:]
    for stored in try store.pendingReports(limit: Digest.batchLimit) {
      // One that cannot be read is the digest's to set aside, with the reason.
      guard let report = try? Report(decoding: stored.body), report.knownIssue == nil,
        try store.ticket(app: stored.app, groupingKey: ExactGrouping.key(of: report).bytes) == nil
      else { continue }
      if settings[stored.app] == nil { settings[stored.app] = try store.matchSettings(app: stored.app) }
      questions.append(
        Question(sequence: stored.sequence, app: stored.app, receivedAt: stored.receivedAt, report: report))
    }
    return (questions, settings)
  }
}
