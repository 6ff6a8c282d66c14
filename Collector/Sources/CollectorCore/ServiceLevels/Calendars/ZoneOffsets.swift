// How far a zone's clocks are from UTC, year by year. Invariant: Foundation is asked once for each year of a zone; every
// computation after that works on the stretches found.
import Foundation
import Synchronization

/// The offsets of one time zone. One object for each zone, shared by all threads.
final class ZoneOffsets: Sendable {
  /// From `start` until `end`, in seconds from 1970 in UTC, clocks are `offset` seconds ahead of UTC.
  struct Stretch: Sendable, Equatable {
    var start: Int64
    var end: Int64
    var offset: Int64
  }

  /// Between two questions to Foundation. No zone has changed its offset twice within it.
  private static let step: Int64 = 43_200
  private static let all = Mutex<[String: ZoneOffsets]>([:])

  static let utc = ZoneOffsets(zone: .gmt)

  private let zone: TimeZone
  private let years = Mutex<[Int: [Stretch]]>([:])

  private init(zone: TimeZone) { self.zone = zone }

  /// Nil for a zone that is not known. Foundation on Linux brings its zones along and needs no files of the system.
  static func named(_ name: String) -> ZoneOffsets? {
    if name == "UTC" { return utc }
    if let known = all.withLock({ $0[name] }) { return known }
    // An abbreviation such as CEST means another zone in each country, and none has changes of its own.
    guard name.contains("/"), StaffProfile.isZone(name), let zone = TimeZone(identifier: name) else { return nil }
    let made = ZoneOffsets(zone: zone)
    return all.withLock { all in
      let kept = all[name] ?? made
      all[name] = kept
      return kept
    }
  }

  /// The stretches of a year of UTC, in order and without gaps.
  func stretches(inYear year: Int) -> [Stretch] {
    if let known = years.withLock({ $0[year] }) { return known }
    let found = find(year)
    years.withLock { $0[year] = found }
    return found
  }

  private func find(_ year: Int) -> [Stretch] {
    guard let first = CivilDay(year: year, month: 1, day: 1), let last = CivilDay(year: year, month: 12, day: 31) else {
      return []
    }
    let (start, end) = (Int64(first.number) * 86_400, Int64(last.number + 1) * 86_400)
    var stretches = [Stretch(start: start, end: end, offset: offset(start))]
    var at = start
    while at < end {
      let next = min(at + Self.step, end)
      let current = stretches[stretches.count - 1].offset
      guard next < end ? offset(next) != current : offset(end - 1) != current else {
        at = next
        continue
      }
      // The first second with another offset lies in (low, high].
      var (low, high) = (at, min(next, end - 1))
      while high - low > 1 {
        let middle = low + (high - low) / 2
        if offset(middle) == current { low = middle } else { high = middle }
      }
      stretches[stretches.count - 1].end = high
      stretches.append(Stretch(start: high, end: end, offset: offset(high)))
      at = high
    }
    return stretches
  }

  private func offset(_ seconds: Int64) -> Int64 {
    Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
  }
}
