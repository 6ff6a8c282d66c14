// How the API writes verdicts and ratios with their intervals.
import CollectorCore
import CollectorEvidence
import TellbackWire

extension Verdict {
  var word: String {
    switch self {
    case .fell: "fell"
    case .unchanged: "unchanged"
    case .worse: "worse"
    case .notEnoughExposure: "not_enough_exposure"
    }
  }
}

extension Exposure.Source {
  var word: String {
    switch self {
    case .heartbeats: "heartbeats"
    case .reports: "reports"
    }
  }
}

extension JSONWriter {
  /// `ratio`, `lower` and `upper`: what is not bounded has no member.
  mutating func interval(_ ratio: Double?, _ interval: RateInterval) {
    if let ratio, ratio.isFinite { double("ratio", ratio) }
    double("lower", interval.lower)
    if interval.upper.isFinite { double("upper", interval.upper) }
  }
}

extension AttemptVerdict {
  /// As the member `verdict`.
  func write(_ writer: inout JSONWriter) {
    writer.object("verdict") { writer in
      writer.string("verdict", verdict.word)
      writer.moment("saidAt", saidAt)
      writer.interval(ratio, interval)
      writer.integer("newReports", newReports)
      writer.integer("oldReports", oldReports)
      writer.double("expected", expected)
      writer.integer("newDays", newDays)
      writer.integer("oldDays", oldDays)
      writer.integer("uncounted", uncounted)
      writer.string("countedBy", source.word)
      writer.moment("judgedAt", judgedAt)
      writer.bool("final", isFinal)
    }
  }
}
