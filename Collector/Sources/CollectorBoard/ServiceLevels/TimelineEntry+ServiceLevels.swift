// The sentences of service levels and limits in a ticket's history.
import CollectorCore
import TellbackWire

extension TimelineEntry {
  var serviceLevel: HTML {
    let parts = (event.detail ?? "").split(separator: ":", maxSplits: 1).map { String($0).trimmed }
    let named: HTML? = parts.count > 1 ? Words.inline(parts[1], limit: 400) : nil
    let metric = parts.first.flatMap(ClockMetric.init(rawValue:))
    switch event.kind {
    case .dueSoon: return LevelText.dueSoon(metric, named)
    case .breached: return "\(LevelText.breached(metric))"
    case .stuck: return StuckText.told(named, StuckReason(of: event))
    case .escalated: return LevelText.told(named, metric)
    default:
      // The limit, and whose it is.
      let who: HTML = event.actor.name.map { "<strong>\(Words.inline($0, limit: 80))</strong>" } ?? "Tellback"
      return LevelText.pastLimit(who, named, parts.first ?? "")
    }
  }
}
