// Who had the fix on which day, and who is compared with them.
import CollectorEvidence
import TellbackWire

/// Installation-days with a fix and without it, by round and group.
struct AttemptExposure {
  /// People of one segment who got the app in one way.
  struct Group: Hashable {
    var segment: String?
    var channel: String?
  }

  struct Cell: Hashable {
    var round: Int64
    var group: Group
  }

  /// Of one arm: `span` tells apart the times in which an installation counts once.
  struct Place: Hashable {
    var cell: Cell
    var isNew: Bool
    var span: Int64
  }

  let source: Exposure.Source
  let pairing: Pairing
  private let release: PainAttempt.Release
  /// The days that are compared.
  let days: ClosedRange<Int64>
  private(set) var newDays: Int64 = 0
  private(set) var oldDays: Int64 = 0
  private var exposed: [Cell: (new: Int64, old: Int64)] = [:]

  /// Nil when nobody has the fix yet. `releaseDay` is what was found before.
  init?(
    _ release: PainAttempt.Release, notedOn noted: Int64, releaseDay: Int64?, today: Int64, source: Exposure.Source,
    app: AppID, in store: any CohortDayReads
  ) throws {
    self.source = source
    self.release = release
    let span = Int64(7 * VerdictLimits.weeks * VerdictLimits.spansBefore)
    let first: Int64
    switch (release, releaseDay) {
    case (_, let known?): first = known
    // The first whole day.
    case (.date(let moment), nil): first = ExposureDay.day(of: moment.adding(seconds: 86_399))
    case (.version, nil):
      let looked = (noted - VerdictLimits.daysBeforeNoted)...max(today, noted)
      let counts = try store.exposure(of: app, days: looked, by: source)
      guard let found = Self.firstDay(of: release, in: counts) else { return nil }
      first = found
    }
    guard first <= today else { return nil }
    pairing = Pairing(release: first, weeks: VerdictLimits.weeks, spansBefore: VerdictLimits.spansBefore)
    let last = min(today, first + VerdictLimits.finalAfterDays)
    days = (first - span)...last
    for day in try store.exposure(of: app, days: days, by: source) {
      guard let place = place(of: day) else { continue }
      var cell = exposed[place.cell] ?? (0, 0)
      if place.isNew { cell.new += day.installations } else { cell.old += day.installations }
      exposed[place.cell] = cell
      if place.isNew { newDays += day.installations } else { oldDays += day.installations }
    }
  }

  /// Where a day of an installation belongs; nil where it says nothing of the fix: its version is not known, or it had the fix before
  /// the release began.
  func place(of day: ExposureDay) -> Place? {
    guard let isNew = Self.has(release, on: day, from: pairing.release) else { return nil }
    let isBefore = day.day < pairing.release
    guard !(isNew && isBefore), let round = isBefore ? pairing.round(of: day.day) : day.day else { return nil }
    let group = Group(segment: day.segment, channel: day.channel)
    return Place(cell: Cell(round: round, group: group), isNew: isNew, span: pairing.span(of: day.day))
  }

  /// The part of the exposure of a round and group that had the fix.
  func share(of cell: Cell) -> SharedExposure {
    let counts = exposed[cell] ?? (0, 0)
    return SharedExposure(new: Double(counts.new), old: Double(counts.old))
  }

  private static func has(_ release: PainAttempt.Release, on day: ExposureDay, from first: Int64) -> Bool? {
    switch release {
    case .date: day.day >= first
    case .version(let fixed):
      day.version.flatMap { $0 == ExposureDay.others ? nil : AppVersion.has(fixed, in: $0) }
    }
  }

  /// The first day on which at least one installation in a hundred had it: some try a version long before it is out.
  private static func firstDay(of release: PainAttempt.Release, in counts: [ExposureDay]) -> Int64? {
    var days: [Int64: (new: Int64, all: Int64)] = [:]
    for count in counts {
      guard let isNew = has(release, on: count, from: 0) else { continue }
      let before = days[count.day] ?? (0, 0)
      days[count.day] = (before.new + (isNew ? count.installations : 0), before.all + count.installations)
    }
    return days.filter { $0.value.new > 0 && $0.value.new * 100 >= $0.value.all }.keys.min()
  }
}
