// What staff decide moves the likelihood of the next report's suggestion, in every process that reads the store, and undo moves it
// back.
import CollectorCore
import CollectorSQLite
import Foundation
import TellbackMatch
import TellbackWire
import Testing

@testable import CollectorServer

@Suite struct DecidedSuggestionTests {
  private struct Scene {
    let store: any Store
    let app: AppID
    let matching: MatchingService

    init(_ folder: String) async throws {
      store = try SQLiteStore(directory: folder)
      app = try await store.write { store in
        try store.app(named: "shop")?.id
          ?? store.createApp(name: "shop", quota: IngestQuota(), at: SystemClock.now()).id
      }
      matching = MatchingService(
        matcher: TicketMatcher(), store: store, telemetry: Telemetry(), log: Log(.logfmt) { _ in })
      await matching.load()
    }

    func prepared(_ number: UInt64, _ text: String) -> PreparedReport {
      let moment = SystemClock.now()
      let report = Report(
        id: ReportID(at: moment, random: (7, number)), capturedAt: moment, text: text, page: "/invoices")
      return Digest().prepare(
        StoredReport(
          sequence: Int64(number), id: report.id, app: app, installation: nil, receivedAt: moment, sentAt: moment,
          body: report.encoded()))
    }

    func receive(_ texts: [String]) async throws {
      for text in texts {
        let moment = SystemClock.now()
        let report = Report(
          id: ReportID(at: moment, random: (UInt64.random(in: 1 ... .max), 1)), capturedAt: moment, text: text,
          page: "/invoices")
        let incoming = IncomingReport(
          id: report.id, app: app, installation: nil, receivedAt: moment, sentAt: moment, body: report.encoded())
        _ = try await withCheckedThrowingContinuation { done in
          store.ingest([incoming], from: nil) { done.resume(with: $0) }
        }
        let placed = try await store.write { store in
          var placed: [PlacedReport] = []
          _ = try Digest().digestPending(in: store, now: moment) { placed.append($0) }
          return placed
        }
        matching.matcher.add(placed)
      }
    }

    /// What the next report would be told.
    func advice() async throws -> MatchAdvice {
      let question = prepared(9_999, "Invoices: the list is empty since the update")
      let advice = await matching.advise(on: [question], after: nil)
      return try #require(advice?[9_999])
    }
  }

  private static let texts = [
    "The list of invoices stays empty after the update", "Cannot pay by card at the till", "Export loses images",
    "Search is slow", "The gallery scrolls slowly on tablets", "Login wants the second factor on each visit",
  ]

  @Test func `confirming and dismissing moves the next suggestion, undo moves it back, and a restart keeps it`()
    async throws
  {
    let folder = FileManager.default.temporaryDirectory.path + "/tellback-decided-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var scene = try await Scene(folder)
    try await scene.receive(Self.texts)
    let plain = try await scene.advice()
    #expect(plain.base == plain.likelihood && plain.base > 0 && plain.agreed == .page)
    // Earlier pairs that were called as likely, of which one is confirmed and two are refused.
    let base = plain.base
    try await scene.store.write { store in
      let sequences = try store.placedReports(after: 0, limit: 10).reports.map(\.sequence)
      for ticket in 2...4 as ClosedRange<Int64> {
        try store.addSuggestions([
          TicketSuggestion(
            ticket: ticket, candidate: 5, report: sequences[Int(ticket) - 1], candidateReport: sequences[4],
            likelihood: base, words: [], at: SystemClock.now(), agreed: .page)
        ])
      }
    }
    func act<Value: Sendable>(_ body: @escaping @Sendable (TicketActions) throws -> Value) async throws -> Value {
      try await scene.store.write { try body(TicketActions($0, now: SystemClock.now())) }
    }
    let link = try await act { try $0.merge(2, into: 5, by: .system) }
    let raised = try await scene.advice()
    #expect(raised.base == base && raised.likelihood > base)
    await scene.store.close()

    scene = try await Scene(folder)
    #expect(try await scene.advice().likelihood == raised.likelihood)
    try await act { try $0.undo(link: link.id, by: .system) }
    #expect(try await scene.advice().likelihood == base)
    try await act { actions in for number in [3, 4] as [Int64] { try actions.markAsDifferent(number, 5) } }
    #expect(try await scene.advice().likelihood < base)
    try await act { actions in for number in [3, 4] as [Int64] { try actions.unmarkAsDifferent(number, 5) } }
    #expect(try await scene.advice().likelihood == base)
    // What the next report is told is what its ticket keeps.
    _ = try await act { try $0.merge(2, into: 5, by: .system) }
    let next = try await scene.advice()
    let app = scene.app
    let kept = try await scene.store.write { store in
      try Digest().suggest(
        next, for: 6, report: try #require(try store.placedReports(after: 0, limit: 10).reports.last).sequence,
        in: store, now: SystemClock.now())
      return (try store.judgedSuggestions(ofTicket: 6).first, try store.decisionHistory(app: app))
    }
    await scene.store.close()
    #expect(
      kept.0?.suggestion.base == base && kept.0?.likelihood == DecisionCurve(kept.1).likelihood(base, agreed: .page))
  }
}
