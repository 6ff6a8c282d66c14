// The measurement of Zhang et al. (TOSEM 2022): reports stream in order of time; each is ranked before its group is
// revealed, and indexed after. Nothing of a later report is known to an earlier one, also not its words' frequencies.
import Foundation
import TellbackMatch

/// Streams reports through an index and hands out what was ranked of each, before its group is revealed.
struct DuplicateProtocol {
  struct Question {
    let report: ArchivedReport
    /// Whether an earlier report belongs to the same group.
    let isDuplicate: Bool
    let document: MatchDocument
  }

  /// Groups asked for; enough that what a window leaves out does not cut the list short.
  static let depth = 400

  let from: Int64
  let window: Int64?
  private(set) var index = MatchIndex()
  private var newest: [String: Int64] = [:]
  private var groups: [MatchID: String] = [:]
  private var numbers: [String: MatchID] = [:]

  init(from: Int64, windowDays: Int?) {
    self.from = from
    window = windowDays.map { Int64($0) * 86_400 }
  }

  /// Calls `ask` for each report from the date on, with everything earlier indexed.
  mutating func run(_ reports: [ArchivedReport], ask: (Question, DuplicateProtocol) throws -> Void) throws {
    for (number, report) in reports.enumerated() {
      let document = Self.document(of: report)
      if report.time >= from {
        try ask(Question(report: report, isDuplicate: newest[report.group] != nil, document: document), self)
      }
      let group = identify(report.group)
      try index.add(document, id: MatchID(Int64(number)), group: group)
      newest[report.group] = max(newest[report.group] ?? .min, report.time)
    }
  }

  func group(_ id: MatchID) -> String { groups[id] ?? "" }

  /// Whether a group may be a candidate at `time`: with a window, its newest earlier report is young enough.
  func isCandidate(_ group: String, at time: Int64) -> Bool {
    guard let window else { return true }
    return time - (newest[group] ?? .min / 2) <= window
  }

  static func document(of report: ArchivedReport) -> MatchDocument {
    MatchDocument(
      title: report.title, text: report.body, component: report.component.isEmpty ? nil : report.component,
      time: report.time)
  }

  private mutating func identify(_ group: String) -> MatchID {
    if let known = numbers[group] { return known }
    let id = MatchID(Int64(numbers.count))
    numbers[group] = id
    groups[id] = group
    return id
  }
}
