// Somebody whose reports and messages are kept back: by a person's decision, with a reason, until another one ends it.
import TellbackWire

/// Who is blocked.
public enum BlockedSender: Sendable, Equatable {
  /// A copy of the app, whoever uses it.
  case installation(ReportID)
  /// A person by their ``ReporterKey``, on whatever device; 16 bytes.
  case reporter([UInt8])
}

/// One block. It stays as a record after it was ended.
public struct SenderBlock: Sendable, Equatable {
  /// Bytes of a reason.
  public static let reasonLimit = 1_000
  /// Blocks of one app that hold at once.
  public static let limit = 10_000

  /// 0 before it is stored.
  public var id: Int64
  public var app: AppID
  public var sender: BlockedSender
  /// For staff alone.
  public var reason: String
  /// The report over which it was decided; nil once that was erased.
  public var report: ReportID?
  public var at: Timestamp
  /// The name of who decided it.
  public var by: String
  /// Nil while it holds.
  public var endedAt: Timestamp?
  public var endedBy: String?

  public init(
    id: Int64 = 0, app: AppID, sender: BlockedSender, reason: String, report: ReportID?, at: Timestamp, by: String,
    endedAt: Timestamp? = nil, endedBy: String? = nil
  ) {
    self.id = id
    self.app = app
    self.sender = sender
    self.reason = reason
    self.report = report
    self.at = at
    self.by = by
    self.endedAt = endedAt
    self.endedBy = endedBy
  }

  public var holds: Bool { endedAt == nil }
}

/// How much is kept back now.
public struct KeptBack: Sendable, Equatable {
  public var reports: Int64
  public var messages: Int64

  public init(reports: Int64 = 0, messages: Int64 = 0) {
    self.reports = reports
    self.messages = messages
  }

  public var isEmpty: Bool { reports == 0 && messages == 0 }
}

/// Why a block was refused.
public enum BlockError: Error, Sendable, Equatable, CustomStringConvertible {
  case noSuchReport
  case noSuchBlock(Int64)
  /// The report came without an installation, or names nobody.
  case noSuchSender
  case noReason
  case reasonTooLong(bytes: Int)
  case isBlocked(Int64)
  case hasEnded(Int64)
  case tooMany

  public var description: String {
    switch self {
    case .noSuchReport: "There is no such report."
    case .noSuchBlock(let id): "There is no block \(id)."
    case .noSuchSender:
      "The report does not say from which copy of the app or from whom it is, so nobody can be blocked."
    case .noReason: "Say why: whoever looks at it later decides by your reason."
    case .reasonTooLong(let bytes):
      "The reason has \(bytes) bytes; the limit is \(SenderBlock.reasonLimit) bytes."
    case .isBlocked: "This sender is blocked already."
    case .hasEnded: "This block was ended already."
    case .tooMany: "\(SenderBlock.limit) senders of this app are blocked already, which is the limit."
    }
  }
}
