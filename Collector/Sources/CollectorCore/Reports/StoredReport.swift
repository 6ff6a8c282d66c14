// A report between the socket and the ticket: what is written before the answer, and what the digest reads.
import TellbackWire

/// A checked report that waits to be written.
public struct IncomingReport: Sendable {
  public var id: ReportID
  public var app: AppID
  /// Nil for a report that came through the plain HTTP API.
  public var installation: ReportID?
  public var receivedAt: Timestamp
  /// The sender's clock when it sent; nil when it did not say.
  public var sentAt: Timestamp?
  /// The report's JSON as it came.
  public var body: [UInt8]

  public init(
    id: ReportID, app: AppID, installation: ReportID?, receivedAt: Timestamp, sentAt: Timestamp?, body: [UInt8]
  ) {
    self.id = id
    self.app = app
    self.installation = installation
    self.receivedAt = receivedAt
    self.sentAt = sentAt
    self.body = body
  }
}

/// What writing a report came to.
public enum IngestOutcome: Sendable, Equatable {
  case accepted
  /// The same id with the same bytes is there already.
  case duplicate
  /// The same id with other bytes, or from another app, is there: refused.
  case conflict
  /// The id was erased earlier; a tombstone answers.
  case erased

  /// Of an id that is there already.
  public static func ofRepeat(sameApp: Bool, sameBytes: Bool) -> IngestOutcome {
    sameApp && sameBytes ? .duplicate : .conflict
  }

  /// Of an id that a tombstone speaks of. Nobody learns from the answer what was erased of another app.
  public static func ofErased(sameApp: Bool) -> IngestOutcome { sameApp ? .erased : .conflict }
}

/// A report on disk. `sequence` grows in the order of arrival.
public struct StoredReport: Sendable, Equatable {
  public var sequence: Int64
  public var id: ReportID
  public var app: AppID
  public var installation: ReportID?
  public var receivedAt: Timestamp
  public var sentAt: Timestamp?
  public var body: [UInt8]

  public init(
    sequence: Int64, id: ReportID, app: AppID, installation: ReportID?, receivedAt: Timestamp, sentAt: Timestamp?,
    body: [UInt8]
  ) {
    self.sequence = sequence
    self.id = id
    self.app = app
    self.installation = installation
    self.receivedAt = receivedAt
    self.sentAt = sentAt
    self.body = body
  }

  /// How far the sender's clock was ahead of ours, in milliseconds; 0 when it did not say.
  /// Transport time counts as skew; it is small against what clocks are wrong by.
  public var clockSkew: Int64 { CaptureTime.skew(receivedAt: receivedAt, sentAt: sentAt) }
}

/// What a batch says beside its reports, kept with the installation.
public struct InstallationContact: Sendable {
  public var app: AppID
  public var id: ReportID
  /// 32 bytes; the first one seen is kept and every later one must equal it.
  public var secretHash: [UInt8]
  public var at: Timestamp
  /// Totals by the sender's own count; nil when it sent none.
  public var accounting: Accounting?

  public init(app: AppID, id: ReportID, secretHash: [UInt8], at: Timestamp, accounting: Accounting? = nil) {
    self.app = app
    self.id = id
    self.secretHash = secretHash
    self.at = at
    self.accounting = accounting
  }
}

/// One attachment as stored.
public struct StoredAttachment: Sendable, Equatable {
  public var report: ReportID
  /// Its place in the report's list, from 0.
  public var index: Int
  public var name: String
  public var type: String
  public var bytes: Int64
  /// False while only the report has announced it, and when it was removed.
  public var isHere: Bool
  /// Staff took it out; the name says who and why.
  public var isRemoved: Bool

  public init(
    report: ReportID, index: Int, name: String, type: String, bytes: Int64, isHere: Bool, isRemoved: Bool = false
  ) {
    self.report = report
    self.index = index
    self.name = name
    self.type = type
    self.bytes = bytes
    self.isHere = isHere
    self.isRemoved = isRemoved
  }
}

/// What the collector has done with everything it received:
/// received = opened + attached + quarantined + erased + pending + kept back, and refused (never received) by reason.
public struct IngestCounts: Sendable, Equatable {
  public var received: Int64 = 0
  /// Reports that opened a ticket.
  public var opened: Int64 = 0
  /// Reports that joined a ticket.
  public var attached: Int64 = 0
  public var quarantined: Int64 = 0
  /// Erased at their reporters' wish before the digest came to them.
  public var erased: Int64 = 0
  /// Erased at their reporters' wish since the beginning, whatever they were.
  public var wished: Int64 = 0
  /// Erased after the time for which their app keeps them.
  public var swept: Int64 = 0
  /// On disk, not digested yet.
  public var pending: Int64 = 0
  /// Of senders whom a person has blocked, and not released.
  public var keptBack: Int64 = 0
  /// By reason.
  public var refused: [String: Int64] = [:]

  public init() {}
}
