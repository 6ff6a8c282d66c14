// Schema 12, frozen once shipped: the desk, numbers, pain points, installations, releases, launches,
// envelopes, the widget, imports, what leaders watch, and trackers.
import TellbackSQLite

extension Schema {
  static let migration012 = Migration(
    12, "desk, numbers, pain points, installations, releases, launches, envelopes, widget, imports, watching, trackers",
    sql: desk012 + numbers012 + pain012 + installations012 + releases012 + envelopes012 + launches012 + languages012
      + widget012 + imports012 + watching012 + stuck012 + trackers012)
}
