// The mark that says how much time is left until a ticket's next promise, that it was missed, or that it is paused and why.
import CollectorCore
import TellbackWire

enum ClockMark {
  /// `First answer: 2 h 10 min left`. The due moment stands in its tooltip, on the clocks of the calendar.
  static func html(_ reading: ClockReading) -> HTML? {
    guard let left = reading.left, reading.isOpen else { return nil }
    let span = BusinessText.span(milliseconds: left)
    let metric = reading.clock.metric.label
    let (kind, text): (String, String) =
      switch reading.state {
      case .breached: ("late", left <= -60_000 ? "\(metric): \(span) late" : "\(metric): late")
      case .dueSoon: ("soon", "\(metric): \(span) left")
      case .paused: ("paused", "\(metric): paused, waits for the reporter")
      case .running, .frozen, .ended: ("on", "\(metric): \(span) left")
      }
    return "<span\(.class, "clock clock-\(kind)")\(.title, optional: due(reading))>\(text)</span>"
  }

  private static func due(_ reading: ClockReading) -> String? {
    guard let dueAt = reading.clock.dueAt else {
      return reading.left.map { "\(BusinessText.span(milliseconds: max(0, $0))) of business time left when it goes on" }
    }
    return "Due \(BusinessText.moment(dueAt, offset: reading.zoneOffset)) (\(Words.cut(reading.calendar.zone, to: 64)))"
  }
}
