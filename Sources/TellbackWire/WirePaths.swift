// The paths and header fields of the protocol between SDK and collector.

/// The collector's paths for the SDK.
public enum WirePaths {
  /// POST one report; answered 202 with a ``Receipt`` once it is on disk.
  public static let reports = "/v1/reports"
  /// POST a ``ReportBatch``; answered 202 with one receipt for each report.
  public static let batches = "/v1/batches"
  /// POST a ``MessageBatch``; answered 202 with one receipt for each message once they are on disk.
  public static let messages = "/v1/messages"
  /// POST a ``HeartbeatBatch``; answered 202 with a ``HeartbeatAnswer`` once it is counted.
  public static let heartbeats = "/v1/heartbeats"
  /// GET the ``UpdatePage`` after a cursor, given as `?after=`. With `?wait=` and a number of seconds, at most
  /// ``WireLimits/updateWait``, the response comes with the first update, or empty when that time is over.
  public static let updates = "/v1/updates"
  /// GET the ``KnownIssueDigest`` for an app's version, given as `?version=`; its ETag answers a repeat with 304.
  public static let knownIssues = "/v1/known-issues"
  /// POST an ``ErasureRequest``; answered 200 with an ``ErasureAnswer`` once everything in it is erased.
  public static let erasures = "/v1/erasures"
  /// GET an ``ExportPage`` of what is kept of the requesting installation; `?after=` takes the previous page's cursor.
  public static let export = "/v1/export"
  /// GET the bytes of attachment `index` (from 0) of a report of the requesting installation.
  ///
  /// PUT the bytes of attachment `index` (from 0) of a report; answered 202 with a ``Receipt`` that names the report once
  /// the bytes are on disk, 404 when the report is not known.
  public static func attachment(_ report: ReportID, _ index: Int) -> String {
    "/v1/reports/\(report)/attachments/\(index)"
  }
  /// PUT the bytes of attachment `index` (from 0) of a ``ReporterMessage``; GET those of a message from staff
  /// (``TicketUpdate/id``).
  public static func messageAttachment(_ message: ReportID, _ index: Int) -> String {
    "/v1/messages/\(message)/attachments/\(index)"
  }
}

/// Tellback's own header fields.
public enum WireHeaders {
  /// `UUID.SECRET`: the installation's id and its secret (64 hexadecimal digits). The collector keeps a hash of the secret.
  public static let installation = "Tellback-Installation"
  /// The sender's clock at sending, in milliseconds since 1970, to measure its skew. For a single report; a batch has its own.
  public static let sentAt = "Tellback-Sent-At"
}

/// The credential of an installation: one copy of an app, or one process of a service. Quotas, updates and erasures are per
/// installation.
public struct InstallationCredential: Sendable, Hashable {
  /// The installation's identity, a UUIDv7 like a report's.
  public let id: ReportID
  /// 32 random bytes.
  public let secret: [UInt8]

  /// Nil unless the secret has 32 bytes.
  public init?(id: ReportID, secret: [UInt8]) {
    guard secret.count == 32 else { return nil }
    self.id = id
    self.secret = secret
  }

  /// Reads the value of ``WireHeaders/installation``.
  public init?(header: String) {
    let parts = header.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let id = ReportID(String(parts[0])), parts[1].utf8.count == 64 else { return nil }
    var secret: [UInt8] = []
    var rest = parts[1].utf8[...]
    while let high = rest.popFirst(), let low = rest.popFirst() {
      guard let high = Character(Unicode.Scalar(high)).hexDigitValue,
        let low = Character(Unicode.Scalar(low)).hexDigitValue
      else { return nil }
      secret.append(UInt8(high << 4 | low))
    }
    self.init(id: id, secret: secret)
  }

  /// The value of ``WireHeaders/installation``.
  public var header: String {
    let digits = Array("0123456789abcdef".utf8)
    let hex = secret.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return "\(id).\(String(decoding: hex, as: UTF8.self))"
  }
}
