// What the digest needs of a report that its bytes alone tell. It is made outside of any transaction, since the writer has no
// time for it. Invariant: a stored report never changes, so what was prepared holds for as long as the report waits.
import TellbackWire

/// A pending report that was read, keyed and rated. Made by ``Digest/prepare(_:)``.
public struct PreparedReport: Sendable {
  /// The report's row, without its body.
  public let stored: StoredReport
  let content: Result<Content, any Error>

  struct Content: Sendable {
    var report: Report
    /// The key of today's mechanism.
    var key: GroupingKey
    var reporter: [UInt8]
    /// What the rules of ``stamp`` say.
    var outcome: RoutingOutcome
    /// See ``RoutingReads/routingStamp()``.
    var stamp: Int64
    /// On the collector's clock.
    var capturedAt: Timestamp
  }

  /// The report; nil when it cannot be read.
  public var report: Report? { try? content.get().report }

  /// The key under which it is grouped today; nil when it cannot be read.
  public var key: GroupingKey? { try? content.get().key }
}

extension Digest {
  /// Reads a report and makes what the digest needs of it.
  public func prepare(_ stored: StoredReport) -> PreparedReport {
    let book = books.latest
    let content = Result<PreparedReport.Content, any Error> {
      let report = try Report(decoding: stored.body)
      return PreparedReport.Content(
        report: report, key: grouping.key(of: report),
        reporter: ReporterKey.bytes(of: report, installation: stored.installation),
        outcome: book.outcome(of: report, app: stored.app), stamp: book.stamp,
        capturedAt: CaptureTime.corrected(report.capturedAt, of: stored))
    }
    var row = stored
    row.body = []
    return PreparedReport(stored: row, content: content)
  }

  /// The oldest pending reports of these apps, at most `limit`. As far as these are among `prepared`, those are enough.
  func waiting(
    _ limit: Int, _ prepared: [Int64: PreparedReport], of apps: AppScope, in store: any StoreWrites
  ) throws -> [PreparedReport] {
    if !prepared.isEmpty {
      var known: [PreparedReport] = []
      for sequence in try store.pendingSequences(in: apps, limit: limit) {
        guard let report = prepared[sequence] else { break }
        known.append(report)
      }
      if !known.isEmpty { return known }
    }
    return try store.pendingReports(in: apps, after: .min, limit: limit).map(prepare)
  }
}
