// One replay: captures with back pressure, sends, and asks for every report by its id what became of it.
import CollectorEvaluation
import CollectorServer
import Foundation
@_spi(Replay) import Tellback
import TellbackSupport

/// What became of a file's reports.
struct ReplayFigures: Sendable, Equatable {
  /// Reports in the file.
  var received = 0
  /// Tickets that they are on.
  var opened = 0
  /// Reports that share a ticket with an earlier one.
  var attached = 0
  /// Refused at `report()` or by the collector.
  var refused = 0
  /// On the collector's disk, but no ticket could be made of them.
  var quarantined = 0
  var reasons: [String: Int] = [:]
  /// Until every report was in the queue, and until every one had its end.
  var captureSeconds = 0.0
  var seconds = 0.0

  var lost: Int { received - opened - attached - refused - quarantined }
  var isBalanced: Bool { lost == 0 }
  var line: String {
    "received=\(received) opened=\(opened) attached=\(attached) refused=\(refused)"
      + (quarantined > 0 ? " quarantined=\(quarantined)" : "") + " lost=\(lost)"
  }
}

struct Replay: Sendable {
  /// Reports waiting in the queue at which reading pauses.
  static let highWater: Int64 = 4_000
  /// Captures in flight: they share commits.
  static let width = 64
  /// Reports without an end that one look at their states meets before it stops.
  static let ahead = 500

  private let reporter: Reporter
  private let patience: Double

  init(collector: URL, key: String, queue: String, patience: Double) throws {
    var configuration = ReporterConfiguration(
      collector: collector, appKey: key, appName: "replay", appVersion: CollectorCommand.version, queueDirectory: queue)
    configuration.limits.reports = 20_000
    configuration.limits.bytes = 1 << 30
    configuration.limits.receipts = 10_000_000
    // A collector that is restarted is found again within seconds.
    configuration.sync.retry.base = .milliseconds(200)
    configuration.sync.retry.cap = .seconds(2)
    reporter = try Reporter(configuration)
    self.patience = patience
  }

  func close() async { await reporter.close(within: .zero) }

  func run(_ file: String, limit: Int) async throws -> ReplayFigures {
    var figures = ReplayFigures()
    let isResumed = try await reporter.statistics().captured > 0
    let start = SystemClock.monotonicSeconds()
    let name = FilePaths.name(of: file)
    var seen: Set<ReportID> = []
    var order: [ReportID] = []
    var chunk: [Report] = []
    for report in try Self.reports(file, name, limit: limit) {
      figures.received += 1
      guard seen.insert(report.id).inserted else {
        figures.refuse("the file has this id twice")
        continue
      }
      chunk.append(report)
      order.append(report.id)
      if chunk.count == Self.width {
        for id in try await capture(chunk, isResumed, &figures) { seen.remove(id) }
        chunk = []
        try await holdBack()
      }
    }
    for id in try await capture(chunk, isResumed, &figures) { seen.remove(id) }
    let captured = SystemClock.monotonicSeconds()
    try await follow(order.filter(seen.contains), &figures)
    figures.captureSeconds = captured - start
    figures.seconds = SystemClock.monotonicSeconds() - start
    return figures
  }

  private static func reports(_ file: String, _ name: String, limit: Int) throws -> [Report] {
    var reports: [Report] = []
    let decoder = JSONDecoder()
    try ReportFile.forEachLine(of: file) { line in
      guard reports.count < limit, !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) else { return }
      do {
        reports.append(try decoder.decode(ArchiveLine.self, from: Data(line)).report(file: name))
      } catch let error as DecodingError {
        throw CommandFailure(
          "\(file): report \(reports.count + 1) is not one (id, created and title are needed): \(error)")
      }
    }
    return reports
  }

  /// Reports them all at once; returns the ids that `report()` refused.
  private func capture(
    _ reports: [Report], _ isResumed: Bool, _ figures: inout ReplayFigures
  ) async throws -> [ReportID] {
    let refusals = try await withThrowingTaskGroup(of: (ReportID, String)?.self) { group in
      for report in reports {
        group.addTask {
          // A replay that is resumed leaves alone what the queue knows already.
          if isResumed, try await reporter.state(of: report.id) != nil { return nil }
          do {
            try await reporter.report(try reporter.prepare(replaying: report))
            return nil
          } catch let error as TellbackError where error.code == .invalidReport {
            return (report.id, error.message)
          }
        }
      }
      return try await group.reduce(into: [(ReportID, String)]()) { if let refusal = $1 { $0.append(refusal) } }
    }
    for (_, reason) in refusals { figures.refuse(reason) }
    return refusals.map(\.0)
  }

  private func holdBack() async throws {
    var pulse = Pulse(patience)
    while true {
      let queued = try await reporter.statistics().queued
      guard queued > Self.highWater else { return }
      try await wait(&pulse, queued)
    }
  }

  /// Waits until each of `ids` has an end: a ticket, or a refusal.
  ///
  /// Reports come to their tickets in about the order in which they were sent, so each look ends once it has met `ahead`
  /// reports that are still on their way: looking at all of them would cost more than what is measured.
  private func follow(_ ids: [ReportID], _ figures: inout ReplayFigures) async throws {
    var open = ids
    var tickets: Set<Int64> = []
    var pulse = Pulse(patience)
    while true {
      try await reporter.flush(within: .seconds(10))
      var left: [ReportID] = []
      for (place, id) in open.enumerated() {
        guard left.count < Self.ahead else {
          left += open[place...]
          break
        }
        guard let record = try await reporter.state(of: id), let end = Self.end(of: record.states) else {
          left.append(id)
          continue
        }
        switch end {
        case .ticket(let number):
          if tickets.insert(number).inserted { figures.opened += 1 } else { figures.attached += 1 }
        case .quarantined(let why):
          figures.quarantined += 1
          figures.reasons[why, default: 0] += 1
        case .refused(let why): figures.refuse(why)
        }
      }
      open = left
      guard !open.isEmpty else { return }
      let queued = try await reporter.statistics().queued
      guard pulse.beats(Int64(open.count) + queued) else {
        Output.complain(
          "Nothing moved for \(patience) s: \(queued) reports wait in the queue, \(open.count) have no ticket. "
            + "Run it again with the same --queue to resume.")
        return
      }
      try await checkCondition()
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  private enum End {
    case ticket(Int64)
    case quarantined(String)
    case refused(String)
  }

  /// A refusal after the collector had taken the report is a quarantine.
  private static func end(of states: [ReportState]) -> End? {
    var isAccepted = false
    for state in states {
      switch state {
      case .onTicket(let number): return .ticket(number)
      case .accepted: isAccepted = true
      case .refused(let code, let why): return isAccepted ? .quarantined(why) : .refused("\(code): \(why)")
      default: break
      }
    }
    return nil
  }

  private func wait(_ pulse: inout Pulse, _ queued: Int64) async throws {
    guard pulse.beats(queued) else {
      throw CommandFailure(
        "Nothing was sent for \(patience) s; \(queued) reports wait. Run it again with the same --queue to resume.")
    }
    try await checkCondition()
    try await Task.sleep(for: .milliseconds(10))
  }

  private func checkCondition() async throws {
    if case .rejected(let status, let why) = reporter.condition {
      throw CommandFailure("The collector answers \(status): \(why)")
    }
  }
}

extension ReplayFigures {
  mutating func refuse(_ reason: String) {
    refused += 1
    reasons[reason, default: 0] += 1
  }
}

/// Tells progress from standing still.
private struct Pulse {
  private let patience: Double
  private var last: Int64?
  private var at = SystemClock.monotonicSeconds()

  init(_ patience: Double) { self.patience = patience }

  mutating func beats(_ value: Int64) -> Bool {
    let now = SystemClock.monotonicSeconds()
    if value != last {
      last = value
      at = now
    }
    return now - at < patience
  }
}
