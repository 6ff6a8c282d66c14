// What the digest tells a store of the reports that it is going to place, so that one that is far away can be asked for all that at
// once. It changes no outcome: a store that takes no notice answers one question after the other.
import TellbackWire

/// A report that is going to be placed, with what its bytes say of where it will go.
public struct ExpectedReport: Sendable {
  public var sequence: Int64
  public var id: ReportID
  public var app: AppID
  public var installation: ReportID?
  /// The key of who reported; nil for a report that cannot be read, of which nothing below is known either.
  public var reporter: [UInt8]?
  /// Of all mechanisms, today's first.
  public var groupingKeys: [[UInt8]] = []
  public var knownIssue: Int64?
  public var severity = Severity.low
  public var version: String?
  public var segment: String?
  public var component: String?
  /// The day of its capture; see ``ExposureDay``.
  public var day: Int64?
  /// Tickets that matching would join or suggest.
  public var tickets: [Int64] = []
  /// Placed reports that matching found alike, by ``StoredReport/sequence``.
  public var alike: [Int64] = []

  init(_ prepared: PreparedReport, by grouping: Grouping, advice: MatchAdvice?) {
    let stored = prepared.stored
    (sequence, id, app, installation) = (stored.sequence, stored.id, stored.app, stored.installation)
    guard let content = try? prepared.content.get() else { return }
    let report = content.report
    reporter = content.reporter
    knownIssue = report.knownIssue
    groupingKeys = grouping.keys(of: report).map(\.bytes)
    (severity, component) = (content.outcome.severity, content.outcome.component)
    (version, segment) = (report.context.appVersion, report.segment)
    day = ExposureDay.day(of: content.capturedAt)
    if let advice {
      tickets = advice.attachment == nil ? [] : advice.candidates.prefix(1).map(\.ticket)
      alike = advice.candidates.map(\.report) + advice.neighbours.map(\.report)
    }
  }
}

/// Reads that a store answers at once, or after a round trip.
public protocol AheadReads {
  /// Runs `body`, perhaps several times and perhaps never, to learn what it is going to read; what it reads is then known. Inside it
  /// all that is not known yet looks empty. So `body` reads, and nothing else: it writes nothing, keeps nothing, and throws nothing of
  /// its own.
  func readAhead(_ body: () throws -> Void) throws
}

extension AheadReads {
  /// Nothing is far away.
  public func readAhead(_ body: () throws -> Void) throws {}
}

/// Writes that a store does at once, or sends together.
public protocol AheadWrites: AheadReads {
  /// True when ``willPlace(_:)`` saves time.
  var isFarAway: Bool { get }

  /// The digest is going to place the first of these now and the others after it, so what that reads may be asked for together. It is
  /// told again before each report, of those that are left.
  func willPlace(_ reports: ArraySlice<ExpectedReport>) throws

  /// Waits until all that was written in this transaction is done. A write that cannot be done fails here at the latest, or at the end
  /// of its ``StoreWrites/isolated(_:)``.
  func settle() throws
}

extension AheadWrites {
  public var isFarAway: Bool { false }
  public func willPlace(_ reports: ArraySlice<ExpectedReport>) throws {}
  public func settle() throws {}
}
