// The oracle's records: what was asked of Tellback and what it promised.
import FaultKit
import Tellback

/// `@unchecked Sendable`: see ``Simulator``.
final class Ledger: @unchecked Sendable {
  enum Promise: Equatable {
    /// The call has not returned, or ended in an error that leaves it open: it may be there or not.
    case none
    /// `report()` returned.
    case saved(durable: Bool)
    /// `report()` said that nothing was saved.
    case refused
  }

  struct Entry {
    var process: String
    var folder: Int
    var bytes: [UInt8]
    var attachments: [[UInt8]]
    var promise = Promise.none
    /// Attachments that the receipt said were shed.
    var shed = 0
    var knownIssue: Int64?
  }

  /// What a reporter said after a report.
  struct Said {
    var process: String
    var folder: Int
    var report: ReportID
    /// Nil where the words were not given by the caller.
    var text: String?
    var promise = Promise.none
  }

  /// A deed of staff, which may have happened when its call did not return.
  struct Deed {
    var isSure = false
  }

  /// One update as a listener heard it.
  struct Heard {
    var report: ReportID
    var state: ReportState
    var process: String
  }

  var entries: [ReportID: Entry] = [:]
  var said: [ReportID: Said] = [:]
  /// Calls that make a message by themselves and have not returned; the messages' ids nobody knows.
  var unsureSaid = 0
  /// Calls of `meToo` that have not returned; their reports' ids nobody knows.
  var unsureMeToo = 0
  var erasures: [ReportID: Deed] = [:]
  /// By the words of the answer, which are its own.
  var answers: [String: Deed] = [:]
  /// By the merge's or split's id; true while it must hold, nil when it may.
  var links: [Int64: Bool?] = [:]
  /// Deeds on links of which nobody knows whether they happened.
  var unsureLinks = 0
  var heard: [Heard] = []
  var findings: [String] = []
  var counts: [String: Int] = [:]

  func broken(_ promise: String, _ finding: String) { findings.append("\(promise): \(finding)") }
  func count(_ name: String, _ amount: Int = 1) { counts[name, default: 0] += amount }
}
