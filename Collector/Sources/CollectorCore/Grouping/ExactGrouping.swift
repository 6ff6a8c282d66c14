// Which reports are the same thing for certain: version 1 of the mechanism, exact keys. Pure; the same on every machine.
import TellbackMatch
import TellbackWire

/// A key under which reports of one app join one ticket, with the mechanism that made it.
public struct GroupingKey: Sendable, Equatable {
  /// The mechanism and its version, such as `exact-1/error`: kept with each placement, so that a later version can tell
  /// whose decision it looks at.
  public var mechanism: String
  /// 16 bytes; keys of two mechanisms never meet.
  public var bytes: [UInt8]

  public init(mechanism: String, bytes: [UInt8]) {
    self.mechanism = mechanism
    self.bytes = bytes
  }
}

/// Joins by the signature of the error, else by the words and the page.
///
/// What lasts of an error says more than what each person writes about it, so an error's signature decides alone.
/// Words or an error of which nothing lasts (`???`, a lone id) join byte for byte.
public enum ExactGrouping {
  public static func key(of report: Report) -> GroupingKey {
    if let error = report.error {
      if let key = ExactKey.errorSignature(type: error.type, message: error.message, frames: error.frames) {
        return GroupingKey(mechanism: "exact-1/error", bytes: key)
      }
    }
    if let key = ExactKey.words(report.text, page: report.page) {
      return GroupingKey(mechanism: "exact-1/words", bytes: key)
    }
    return GroupingKey(
      mechanism: "exact-1/verbatim", bytes: ExactKey.verbatim(["report", report.text, report.page ?? ""]))
  }
}
