// How far those with a fix and those without it got, by round and group.
import CollectorEvidence

/// Installation-days on which it was said which pages were reached, laid beside each other as ``AttemptExposure`` lays days in use.
struct ReachExposure {
  private struct Key: Hashable {
    var page: Int
    var cell: AttemptExposure.Cell
  }

  /// Of the rounds and groups in which somebody reported: of all there would be too many.
  private var counts: [Key: RisenPain.Days]
  private var sums: [Int: RisenPain.Days] = [:]
  /// Of all who said it.
  private var said = RisenPain.Days(new: 0, old: 0)
  private var shares: [Key: SharedExposure] = [:]

  init(
    for events: some Sequence<AttemptReports.Event>, _ exposure: AttemptExposure, app: AppID,
    in store: any PageReachReads
  ) throws {
    counts = [:]
    // Reports that stand in have no channel, so their groups are not those of heartbeats.
    guard exposure.source == .heartbeats else { return }
    var pages: Set<Int> = []
    for event in events where event.isFirstSaying {
      guard let page = event.pageNumber else { continue }
      pages.insert(page)
      counts[Key(page: page, cell: event.place.cell)] = RisenPain.Days(new: 0, old: 0)
    }
    for reach in try store.pageReach(of: app, days: exposure.days, pages: pages) {
      guard let place = exposure.place(of: reach.day) else { continue }
      said = said + Self.days(reach.day.installations, place)
      for (page, count) in reach.pages { add(count, page, place) }
    }
  }

  /// Both sides say how far they get.
  var isKnown: Bool { said.new > 0 && said.old > 0 }

  /// Of those who reached a page.
  func days(onPage page: Int) -> RisenPain.Days { sums[page] ?? RisenPain.Days(new: 0, old: 0) }

  /// The part of a round and group that had the fix, of those who reached a page.
  mutating func share(of cell: AttemptExposure.Cell, onPage page: Int) -> SharedExposure {
    let key = Key(page: page, cell: cell)
    if let known = shares[key] { return known }
    let days = counts[key] ?? RisenPain.Days(new: 0, old: 0)
    let share = SharedExposure(new: Double(days.new), old: Double(days.old))
    shares[key] = share
    return share
  }

  private static func days(_ count: Int64, _ place: AttemptExposure.Place) -> RisenPain.Days {
    RisenPain.Days(new: place.isNew ? count : 0, old: place.isNew ? 0 : count)
  }

  private mutating func add(_ count: Int64, _ page: Int, _ place: AttemptExposure.Place) {
    let key = Key(page: page, cell: place.cell)
    let added = Self.days(count, place)
    if let count = counts[key] { counts[key] = count + added }
    sums[page] = (sums[page] ?? RisenPain.Days(new: 0, old: 0)) + added
  }
}

extension RisenPain.Days {
  static func + (one: Self, other: Self) -> Self { Self(new: one.new + other.new, old: one.old + other.old) }
}
