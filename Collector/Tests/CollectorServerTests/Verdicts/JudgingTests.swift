// Attempts are judged in the background, each hour anew, until the verdict is final.
import CollectorCore
import CollectorEvidence
import CollectorSQLite
import Foundation
import Synchronization
import TellbackWire
import Testing

@testable import CollectorServer

// Practice C4.
@Suite struct JudgingTests {
  /// Noon of day 20,000.
  private static let release = Timestamp(milliseconds: 20_000 * 86_400_000 + 43_200_000)

  private final class Hand: Sendable {
    private let moment: Mutex<Timestamp>
    init(_ moment: Timestamp) { self.moment = Mutex(moment) }
    var now: Timestamp { moment.withLock { $0 } }
    func advance(days: Int64) { advance(seconds: days * 86_400) }
    func advance(seconds: Int64) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
  }

  private func withStore(_ body: (SQLiteStore) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/judging-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try SQLiteStore(directory: folder)
    try await body(store)
    await store.close()
  }

  private static func device(_ number: Int) -> ReportID { ReportID(at: release, random: (UInt64(number), 1)) }

  /// 200 installations, of which `old` report on each of the 28 days before the release and `new` on each after it; none sends
  /// heartbeats, so all of them report something else every day.
  private static func fill(
    _ store: SQLiteStore, old: Int, new: Int, next: (old: Int, new: Int) = (0, 0)
  ) async throws -> PainAttempt {
    let app = try await store.write { try $0.createApp(name: "shop", quota: IngestQuota(), at: release) }.id
    var incoming: [IncomingReport] = []
    for day in -28..<28 {
      let (count, behind) = day < 0 ? (old, next.old) : (new, next.new)
      for number in 0..<count + behind {
        let at = release.adding(seconds: Int64(day) * 86_400 + Int64(number))
        let isBehind = number >= count
        var report = Report(
          id: ReportID(at: at, random: (UInt64(day + 100), UInt64(number))), capturedAt: at,
          text: isBehind ? "The receipt stays empty" : "Paying hangs", page: isBehind ? "/receipt" : "/pay")
        report.context.appVersion = day < 0 ? "1.9" : "2.0"
        incoming.append(
          IncomingReport(
            id: report.id, app: app, installation: device((day + 28) % 28 * 7 + number), receivedAt: at, sentAt: nil,
            body: report.encoded()))
      }
    }
    let reports = incoming
    _ = try await withCheckedThrowingContinuation { continuation in
      store.ingest(reports, from: nil) { continuation.resume(with: $0) }
    }
    while try await store.write({ try Digest().digestPending(in: $0, now: release).total > 0 }) {}
    return try await store.write { store in
      for day in Int64(-28)..<28 {
        for number in 0..<200 {
          let day = ExposureDay(
            day: 20_000 + day, version: day < 0 ? "1.9" : "2.0", segment: nil, channel: nil, installations: 1)
          _ = try store.countActive(device(number), app: app, on: day, by: .reports)
        }
      }
      let actions = PainActions(store, now: release)
      if next.new > 0 { _ = try actions.make(of: [2], by: .system) }
      let pain = try actions.make(of: [1], by: .system)
      let id = try actions.attempt(pain, "Retry", .code, department: nil, release: .version("2.0"), by: .system)
      return try store.painAttempt(id) ?? PainAttempt(pain: 0, what: "", kind: .code, by: "", at: release)
    }
  }

  private func verdict(_ store: SQLiteStore, _ attempt: PainAttempt) async throws -> AttemptVerdict? {
    try await store.read { try $0.attemptVerdicts(of: attempt.pain)[attempt.id] }
  }

  @Test func `a verdict is reached, kept, said to the log once, and judged no more when it is final`() async throws {
    try await withStore { store in
      let attempt = try await Self.fill(store, old: 4, new: 1)
      let lines = Mutex<[String]>([])
      let hand = Hand(Self.release.adding(seconds: 86_400))
      let judging = Judging(
        store: store, log: Log(.logfmt) { line in lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } },
        clock: { hand.now })
      #expect(try await judging.judgeAll() == 1)
      let early = try #require(try await verdict(store, attempt))
      #expect(early.verdict == .notEnoughExposure && early.saidAt == nil)
      // Within the hour there is nothing to do.
      #expect(try await judging.judgeAll() == 0)
      hand.advance(days: 40)
      #expect(try await judging.judgeAll() == 1)
      let said = try #require(try await verdict(store, attempt))
      #expect(said.verdict == .fell && said.source == .reports)
      #expect(said.newReports == 28 && said.oldReports == 112)
      hand.advance(days: 1)
      #expect(try await judging.judgeAll() == 1)
      hand.advance(days: 40)
      #expect(try await judging.judgeAll() == 1)
      hand.advance(days: 1)
      #expect(try await judging.judgeAll() == 0)
      let final = try #require(try await verdict(store, attempt))
      #expect(final.isFinal && final.verdict == .fell && final.saidAt == said.saidAt)
      #expect(lines.withLock { $0 }.count { $0.contains("attempt_judged") && $0.contains("fell") } == 1)
    }
  }

  @Test
  func `what rose after a verdict is kept with it, and said without a reason where nobody tells how far people get`()
    async throws
  {
    try await withStore { store in
      let attempt = try await Self.fill(store, old: 4, new: 1, next: (old: 1, new: 4))
      let hand = Hand(Self.release.adding(seconds: 41 * 86_400))
      let judging = Judging(store: store, log: Log(.logfmt) { _ in }, clock: { hand.now })
      #expect(try await judging.judgeAll() == 1)
      let risen = try await store.read { try $0.risenPains(afterAttemptsOf: attempt.pain) }
      let found = try #require(risen[attempt.id]?.first)
      #expect(risen[attempt.id]?.count == 1 && found.pain != attempt.pain)
      #expect(found.finding == .unknown && found.reached == nil && found.active.interval.lower > 1)
      #expect(found.active.reports == RisenPain.Days(new: 112, old: 28))
      // An hour later it is kept as it was found, a day later found anew.
      try await store.write { try $0.saveRisenPains([], of: attempt.id) }
      for (days, count) in [(0, 0), (1, 1)] {
        hand.advance(seconds: Int64(days) * 86_400 + 3_601)
        #expect(try await judging.judgeAll() == 1)
        #expect(try await store.read { try $0.risenPains(of: found.pain).count } == count)
      }
    }
  }

  @Test func `a fix that makes it worse is said to`() async throws {
    try await withStore { store in
      let attempt = try await Self.fill(store, old: 1, new: 5)
      let hand = Hand(Self.release.adding(seconds: 41 * 86_400))
      let judging = Judging(store: store, log: Log(.logfmt) { _ in }, clock: { hand.now })
      #expect(try await judging.judgeAll() == 1)
      let verdict = try #require(try await verdict(store, attempt))
      #expect(verdict.verdict == .worse)
      #expect(verdict.interval.lower > 1 && verdict.interval.contains(5))
    }
  }
}
