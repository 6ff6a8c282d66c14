// Which reports are the same thing for certain, by exact keys: version 2 of the mechanism, and version 1 beside it for stores
// that hold its keys. Pure; the same on every machine.
import TellbackMatch
import TellbackWire

/// A key under which reports of one app join one ticket, with the mechanism that made it.
public struct GroupingKey: Sendable, Equatable {
  /// The mechanism and its version, such as `exact-2/error`: kept with each placement, so that a later version can tell
  /// whose decision it looks at.
  public var mechanism: String
  /// 16 bytes; keys of two mechanisms never meet.
  public var bytes: [UInt8]

  public init(mechanism: String, bytes: [UInt8]) {
    self.mechanism = mechanism
    self.bytes = bytes
  }
}

/// Joins by the signature of the error, else by the words, the page and what is to be done about them.
///
/// What lasts of an error says more than what each person writes about it, so an error's signature decides alone.
/// Words or an error of which nothing lasts (`???`, a lone id) join byte for byte.
public enum ExactGrouping {
  public static func key(of report: Report) -> GroupingKey {
    if let key = errorKey(of: report, version: 2) { return GroupingKey(mechanism: "exact-2/error", bytes: key) }
    let work = report.kind.work.rawValue
    if let key = ExactKey.words(report.text, page: report.page, kind: work, version: 2) {
      return GroupingKey(mechanism: "exact-2/words", bytes: key)
    }
    return GroupingKey(
      mechanism: "exact-2/verbatim", bytes: ExactKey.verbatim(["report-2", work, report.text, report.page ?? ""]))
  }

  /// The key of version 1, under which a report may be known from before; nil where that version joined what today's keeps
  /// apart, so that no report joins another's ticket by it.
  public static func firstKey(of report: Report) -> GroupingKey? {
    if let error = report.error, let key = errorKey(of: report, version: 1) {
      if ExactKey.tellsMoreThanFirst(type: error.type, message: error.message) { return nil }
      return GroupingKey(mechanism: "exact-1/error", bytes: key)
    }
    if let key = ExactKey.words(report.text, page: report.page, version: 1) {
      if ExactKey.tellsMoreThanFirst(words: report.text, page: report.page) { return nil }
      return GroupingKey(mechanism: "exact-1/words", bytes: key)
    }
    return GroupingKey(
      mechanism: "exact-1/verbatim", bytes: ExactKey.verbatim(["report", report.text, report.page ?? ""]))
  }

  private static func errorKey(of report: Report, version: UInt8) -> [UInt8]? {
    report.error.flatMap {
      ExactKey.errorSignature(type: $0.type, message: $0.message, frames: $0.frames, version: version)
    }
  }
}

/// What is to be done about a report. Reports that need different work never join by their words alone.
public enum ReportWork: String, Sendable {
  /// Help or a fix.
  case help
  case decideOnIdea
  case thank
}

extension ReportKind {
  public var work: ReportWork {
    switch self {
    case .problem, .question: .help
    case .idea: .decideOnIdea
    case .praise: .thank
    }
  }
}
