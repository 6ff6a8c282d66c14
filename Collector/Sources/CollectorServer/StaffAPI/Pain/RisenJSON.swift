// How the API writes what rose after an attempt.
import CollectorCore
import CollectorEvidence
import TellbackWire

extension MaskedPain.Finding {
  var word: String {
    switch self {
    case .notRisen: "not_risen"
    case .newlyExposed: "newly_exposed"
    case .realIncrease: "real_increase"
    case .unknown: "not_known"
    }
  }
}

extension RisenPain {
  func write(_ writer: inout JSONWriter) {
    writer.object { writer in
      writer.integer("painPoint", pain)
      writer.string("finding", finding.word)
      writer.integer("newReports", active.reports.new)
      writer.integer("oldReports", active.reports.old)
      writer.object("active") { active.write(&$0) }
      if let reached { writer.object("reached") { reached.write(&$0) } }
    }
  }
}

extension RisenPain.Change {
  fileprivate func write(_ writer: inout JSONWriter) {
    writer.integer("newDays", days.new)
    writer.integer("oldDays", days.old)
    writer.integer("newReports", reports.new)
    writer.integer("oldReports", reports.old)
    writer.interval(ratio, interval)
  }
}
