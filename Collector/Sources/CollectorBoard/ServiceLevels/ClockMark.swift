// The mark that says how much time is left until a ticket's next promise, that it was missed, or that it is paused and why.
import CollectorCore
import TellbackWire

enum ClockMark {
  /// `First answer: 2 h 10 min left`. The due moment stands in its tooltip, on the clocks of the calendar.
  static func html(_ reading: ClockReading) -> HTML? {
    guard let left = reading.left, reading.isOpen else { return nil }
    let span = BusinessText.span(milliseconds: left)
    let metric = reading.clock.metric
    let (kind, text): (String, Phrase) =
      switch reading.state {
      case .breached: ("late", LevelText.late(metric, left <= -60_000 ? span : nil))
      case .dueSoon: ("soon", LevelText.left(metric, span))
      case .paused: ("paused", LevelText.paused(metric))
      case .running, .frozen, .ended: ("on", LevelText.left(metric, span))
      }
    return "<span\(.class, "clock clock-\(kind)")\(.title, optional: due(reading)?.text)>\(text)</span>"
  }

  private static func due(_ reading: ClockReading) -> Phrase? {
    guard let dueAt = reading.clock.dueAt else {
      return reading.left.map { LevelText.leftWhenResumed(BusinessText.span(milliseconds: max(0, $0))) }
    }
    return LevelText.dueAt(
      BusinessText.moment(dueAt, offset: reading.zoneOffset), Words.cut(reading.calendar.zone, to: 64))
  }
}
