// The sentences of service levels and limits in a ticket's history.
import CollectorCore
import TellbackWire

extension TimelineEntry {
  var serviceLevel: HTML {
    let parts = (event.detail ?? "").split(separator: ":", maxSplits: 1).map { String($0).trimmed }
    let named: HTML? = parts.count > 1 ? Words.inline(parts[1], limit: 400) : nil
    let metric = parts.first.flatMap(ClockMetric.init(rawValue:))?.label ?? "A target"
    switch event.kind {
    case .dueSoon: return "\(metric) is due soon\(named.map { "; warned: \($0)" as HTML })"
    case .breached: return "\(metric) was missed"
    case .escalated: return "Told \(named ?? "nobody") that the \(metric.lowercased()) was missed"
    default:
      // The limit, and whose it is.
      let who: HTML = event.actor.name.map { "<strong>\(Words.inline($0, limit: 80))</strong>" } ?? "Tellback"
      return "\(who) went past the limit of open tickets of \(named ?? "somebody"): \(parts.first ?? "")"
    }
  }
}
