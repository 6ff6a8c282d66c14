// Reports that go on coming while something happens to collectors, and a ledger of what was sent.
#if PostgreSQL
  import Foundation
  import Synchronization
  import Tellback
  import TellbackWire
  import TestBrowser

  final class Traffic: Sendable {
    /// What was sent and taken, or lies in the queue of an app.
    struct State {
      var ids: Set<ReportID> = []
      var refusals: [String] = []
      var retries = 0
      fileprivate var isStopped = false
    }

    private let ledger = Mutex(State())

    var state: State { ledger.withLock { $0 } }

    /// Those that send end what they began.
    func stop() { ledger.withLock { $0.isStopped = true } }

    /// A report that somebody else sent.
    func note(_ report: Report) { ledger.withLock { _ = $0.ids.insert(report.id) } }

    static func report(_ number: Int) -> Report {
      var report = newReport("The dialog \(number % 40) breaks")
      report.groupingKey = "dialog \(number % 40)"
      return report
    }

    /// Sends batches, each until some collector has taken it.
    func send(_ sender: Int, to ports: [Int], _ key: String) async throws {
      var (node, number) = (sender, sender)
      while !state.isStopped {
        let reports = (0..<Int.random(in: 1...5)).map { _ in
          number += 7
          return Self.report(number)
        }
        let body = ReportBatch.encoded(reports: reports.map { $0.encoded() }, sentAt: now(), accounting: nil)
        while true {
          let answer = try? await PlainClient.send(
            port: ports[node % ports.count], method: "POST", target: WirePaths.batches,
            fields: [("Authorization", "Bearer \(key)"), ("Content-Type", "application/json")], body: body, seconds: 60)
          if answer?.status == 202 { break }
          if let answer, ![408, 409, 429, 500, 502, 503, 504].contains(answer.status) {
            return ledger.withLock { $0.refusals.append("\(answer.status) \(answer.text)") }
          }
          ledger.withLock { $0.retries += 1 }
          // As a balancer does: the next one.
          node += 1
          try await Task.sleep(for: .milliseconds(20))
        }
        ledger.withLock { state in for report in reports { state.ids.insert(report.id) } }
        // So that the digest is not minutes behind: this is about what is in the way, not about how much comes.
        try await Task.sleep(for: .milliseconds(50))
      }
    }

    /// An app with the SDK: its queue holds what no collector took yet.
    func report(by reporter: Reporter) async throws {
      while !state.isStopped {
        let id = try await reporter.report("The dialog \(Int.random(in: 0..<40)) breaks in an app").id
        ledger.withLock { _ = $0.ids.insert(id) }
        try await Task.sleep(for: .milliseconds(100))
      }
      try await eventually("the queue of an app to be empty") {
        try await reporter.flush(within: .seconds(5))
        return try await reporter.statistics().queued == 0
      }
    }
  }
#endif
