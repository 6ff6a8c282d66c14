// Days that people choose, kept as moments. A date to decide by is the end of its day in the zone of whoever chose it.
import TellbackWire

enum PainDay {
  /// The end of a day; nil for what is none. `zone` as browsers count it.
  static func end(of text: String, zone: Int64) -> Timestamp? {
    TimeText.moment(ofDay: text, zone: zone)?.adding(seconds: 86_400)
  }

  /// The day that ends at `end`, for a field: noon of it is the same day in UTC, wherever somebody chose it.
  static func field(end: Timestamp) -> String? { TimeText.day(end.adding(seconds: -43_200)) }

  static func field(start: Timestamp) -> String? { TimeText.day(start.adding(seconds: 43_200)) }

  static func of(end: Timestamp) -> HTML { html(end, field(end: end)) }

  static func of(start: Timestamp) -> HTML { html(start, field(start: start)) }

  private static func html(_ moment: Timestamp, _ day: String?) -> HTML {
    "<time class=\"moment\"\(.datetime, optional: day)>\(day ?? TimeText.absolute(moment))</time>"
  }
}
