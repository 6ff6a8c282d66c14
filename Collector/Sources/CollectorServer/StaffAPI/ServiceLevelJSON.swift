// The service level of a ticket as the staff API writes it.
import CollectorCore
import TellbackWire

enum ServiceLevelJSON {
  /// Nothing where nothing is promised.
  static func write(_ clocks: [ClockReading], _ writer: inout JSONWriter) {
    let promised = clocks.filter { $0.clock.target != nil }
    guard !promised.isEmpty else { return }
    writer.array("serviceLevel") { writer in
      for reading in promised {
        writer.object { writer in
          writer.string("metric", reading.clock.metric.rawValue)
          writer.string("state", reading.state.rawValue)
          writer.moment("startedAt", reading.clock.startedAt)
          writer.moment("dueAt", reading.clock.dueAt)
          writer.moment("breachedAt", reading.clock.breachedAt)
          // Business time, in whole seconds.
          writer.integer("target", optional: reading.clock.target.map { $0 / 1_000 })
          writer.integer("spent", reading.spent / 1_000)
          writer.integer("paused", reading.paused / 1_000)
          writer.string("calendar", reading.calendar.name)
        }
      }
    }
  }
}
