// The labels of the domain's values on the board.
import CollectorCore
import TellbackWire

extension TicketState {
  var label: String {
    switch self {
    case .open: "Open"
    case .waiting: "Waiting"
    case .resolved: "Resolved"
    }
  }
}

extension Severity {
  /// The word in addresses.
  var word: String {
    switch self {
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    case .critical: "critical"
    }
  }

  var label: String { word.capitalized }

  init?(word: String) {
    guard let severity = Severity.allCases.first(where: { $0.word == word }) else { return nil }
    self = severity
  }
}

extension ReportKind {
  var label: String {
    switch self {
    case .problem: "Problem"
    case .question: "Question"
    case .idea: "Idea"
    case .praise: "Praise"
    }
  }
}

extension ResolutionKind {
  var label: String {
    switch self {
    case .code: "Fixed in code"
    case .content: "Content changed"
    case .configuration: "Configuration changed"
    case .explanation: "Explained"
    case .noSolution: "No solution"
    case .planned: "Planned"
    case .declined: "Declined"
    case .thanked: "Thanked"
    case .answered: "Answered"
    case .noAnswer: "No answer"
    }
  }

  /// For an idea nothing was broken that could be fixed.
  func label(for kind: ReportKind) -> String { self == .code && kind == .idea ? "Built" : label }
}

extension Waiting.Cause {
  var label: String {
    switch self {
    case .reporter: "The reporter's answer"
    case .department: "Another department"
    case .release: "A release"
    case .date: "A date"
    }
  }
}

extension Waiting {
  /// Half a sentence: `waits for Billing until 3 Dec 2026`.
  func sentence(now: Timestamp) -> HTML {
    let what: HTML =
      switch cause {
      case .reporter: "the reporter"
      case .department: Words.inline(name ?? "another department", limit: 100)
      case .release: "release \(Words.inline(name ?? "", limit: 100))"
      case .date: "a date"
      }
    let end: HTML? = until.map {
      " until <time class=\"moment\"\(.datetime, optional: TimeText.machine($0))>\(TimeText.absolute($0))</time>"
    }
    return "waits for \(what)\(end)"
  }
}

extension TicketQuery.Order {
  var label: String {
    switch self {
    case .recent: "Last report first"
    case .reporters: "Most people first"
    case .severity: "Most severe first"
    case .oldest: "Oldest first"
    case .due: "Due first"
    case .relevance: "Most relevant first"
    }
  }
}

extension StaffRole {
  var label: String { rawValue.capitalized }
}

extension FieldValue {
  var text: String {
    switch self {
    case .text(let text): text
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .bool(let flag): flag ? "yes" : "no"
    case .date(let moment): TimeText.absolute(moment)
    }
  }
}
