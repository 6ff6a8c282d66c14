// The sentences of moves between open, waiting and resolved.
import CollectorCore
import TellbackWire

extension TimelineEntry {
  var move: HTML {
    switch event.to {
    case .waiting: "let it wait\(detail)"
    case .open where event.actor == .system && event.from == .waiting: "took it up\(detail)"
    case .open: event.from == .waiting ? "took it up" : "opened it again\(event.actor == .system ? detail : nil)"
    case .resolved:
      "\(event.from == .resolved ? "changed the outcome" : "resolved it" as HTML)\(event.resolution.map { ": \($0.label.lowercased())" as HTML })\(detail)"
    case nil: "moved it"
    }
  }

  /// `department: Billing @1790000000000`, as the domain writes it, in words.
  private var detail: HTML? {
    guard let detail = event.detail else { return nil }
    guard event.to == .waiting else { return ", \(Words.inline(detail, limit: 120))" }
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
