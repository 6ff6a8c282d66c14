// The sentences of moves between open, waiting and resolved.
import CollectorCore
import TellbackWire

extension TimelineEntry {
  var move: HTML {
    let own = event.actor == .system ? detail : nil
    return switch event.to {
    case .waiting: TimelineText.letWait(who, detail)
    case .open: event.from == .waiting ? TimelineText.tookUp(who, own) : TimelineText.reopened(who, own)
    case .resolved: TimelineText.resolved(who, again: event.from == .resolved, event.resolution?.name, detail)
    case nil: TimelineText.moved(who)
    }
  }

  /// `department: Billing @1790000000000`, as the domain writes it, in words.
  private var detail: HTML? {
    guard let detail = event.detail else { return nil }
    guard event.to == .waiting else { return ", \(Words.inline(TimelineText.detail(detail).text, limit: 120))" }
    var text = detail[...]
    var until: Timestamp?
    if let at = text.lastIndex(of: "@"), let milliseconds = Int64(text[text.index(after: at)...]) {
      until = Timestamp(milliseconds: milliseconds)
      text = text[..<at]
    }
    let parts = text.split(separator: ":", maxSplits: 1).map { String($0).trimmed }
    guard let cause = parts.first.flatMap(Waiting.Cause.init(rawValue:)) else { return nil }
    let waiting = Waiting(kept: cause, name: parts.dropFirst().first, until: until)
    return ": \(waiting.sentence(now: event.at))"
  }
}
