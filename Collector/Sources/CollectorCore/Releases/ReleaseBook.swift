// Takes reports as they come in and adds each to the watches of its app.
import CollectorEvidence
import TellbackWire

/// Watches releases. It works inside one transaction, and holds what it read there.
///
/// At each first report of an installation, the chance that it comes from the new version is that version's share of the installations
/// in use on the day it was captured, in its segment and channel. Reports of installations that nobody counted that day say nothing.
public final class ReleaseBook {
  private let store: any StoreWrites
  private let now: Timestamp
  private var open: [AppID: [OpenWatch]] = [:]
  private var used: [[Int64]: [ExposureDay]] = [:]
  /// What was flagged, for the log.
  public private(set) var flagged: [ReleaseWatch] = []
  public private(set) var spikes: [Spike] = []

  public init(_ store: any StoreWrites, now: Timestamp) {
    self.store = store
    self.now = now
  }

  /// A watch with what was seen of it.
  private struct OpenWatch {
    var watch: ReleaseWatch
    var channels: [ReleaseChannel]
    var places: [ReleasePlace]
    var changedChannels: Set<Int> = []
    var changedPlaces: Set<Int> = []
  }

  /// Takes the next reports; returns how many. Begins watches first, and ends those that are over.
  public func takeReports(limit: Int = ReleaseLimits.batch) throws -> Int {
    let reports = try store.releaseReports(
      after: store.releaseCursor(), receivedBefore: now.adding(seconds: -ReleaseLimits.delay), limit: limit)
    let places = SpikeBook(store, now: now)
    for report in reports where report.kind != .praise {
      try places.take(report)
      try take(report)
    }
    for app in open.keys { try save(app) }
    for app in Set(reports.map(\.app)) { spikes += try SpikeWatch(store, now: now).watch(app) }
    if let last = reports.last { try store.setReleaseCursor(last.sequence) }
    return reports.count
  }

  private func take(_ report: ReleaseReport) throws {
    guard let installation = report.installation else { return }
    var watches = try watches(of: report.app)
    let source = watches.first?.watch.source ?? .heartbeats
    let active = try day(of: installation, report, source) ?? day(of: installation, report, .reports)
    guard let (day, source) = active, let version = day.version else { return }
    let channel = day.channel ?? ""
    try store.countContact(
      ContactDay(day: day.day, version: version, channel: channel, contacts: 1), app: report.app)
    for index in watches.indices where watches[index].watch.source == source {
      try add(report, installation, day, version, to: &watches[index])
    }
    open[report.app] = watches
  }

  private func day(
    of installation: ReportID, _ report: ReleaseReport, _ source: Exposure.Source
  ) throws -> (ExposureDay, Exposure.Source)? {
    try store.activeDays(
      of: installation, app: report.app, days: report.capturedDay...report.capturedDay, by: source
    ).first.map { ($0, source) }
  }

  private func add(
    _ report: ReleaseReport, _ installation: ReportID, _ day: ExposureDay, _ version: String,
    to open: inout OpenWatch
  ) throws {
    let watch = open.watch
    guard [watch.version, watch.predecessor].contains(version), day.day >= watch.firstDay, !watch.isOver else { return }
    let isNew = version == watch.version
    guard try store.noteReleaseContact(installation, isNew: isNew, of: watch.id) else { return }
    let page = try place(.page, report.page, in: &open)
    if let page {
      try store.setReleasePage(open.places[page].id, ofContact: installation, isNew: isNew, of: watch.id)
    }
    let share = try share(of: watch, on: day)
    let (new, old): (Int64, Int64) = isNew ? (1, 0) : (0, 1)
    let name = day.channel ?? ""
    if let index = open.channels.firstIndex(where: { $0.name == name }) {
      open.channels[index].comparison.add(new: new, old: old, at: share)
      open.changedChannels.insert(index)
    }
    let pain = try place(.pain, report.pain.map(String.init), in: &open)
    for index in [page, pain, try place(.error, report.error, in: &open)].compactMap(\.self) {
      open.places[index].comparison.add(new: new, old: old, at: share)
      open.changedPlaces.insert(index)
      let needed = EValues.logThreshold(ofSticky: ReleaseLimits.places, alpha: ReleaseLimits.placeAlpha)
      guard open.places[index].flaggedAt == nil, open.places[index].comparison.logEValue >= needed else { continue }
      open.places[index].flaggedAt = now
    }
    guard watch.flaggedAt == nil, Self.logEValue(open.channels) >= Self.needed else { return }
    open.watch.flaggedAt = now
    flagged.append(open.watch)
  }

  /// Where a place stands; a new one is stored, as long as there is room.
  private func place(_ kind: ReleasePlace.Kind, _ name: String?, in open: inout OpenWatch) throws -> Int? {
    guard let name, !name.isEmpty else { return nil }
    if let known = open.places.firstIndex(where: { $0.kind == kind && $0.name.utf8.elementsEqual(name.utf8) }) {
      return known
    }
    guard open.places.count(where: { $0.kind == kind }) < ReleaseLimits.places else { return nil }
    var place = ReleasePlace(kind: kind, name: name)
    place.id = try store.saveReleasePlace(place, of: open.watch.id)
    open.places.append(place)
    return open.places.count - 1
  }

  /// The weighted mean of the channels' e-values, as natural logarithm. What has no channel of its own counts as no evidence.
  public static func logEValue(_ channels: [ReleaseChannel]) -> Double {
    let rest = max(0, 1 - channels.reduce(0) { $0 + $1.weight })
    return EValues.logMean(channels.map(\.comparison.logEValue) + [0], weights: channels.map(\.weight) + [rest])
  }

  /// What it must reach for a release to be flagged.
  public static let needed = EValues.logThreshold(ofSticky: 1, alpha: RatioMixture.releaseAlpha)

  private func share(of watch: ReleaseWatch, on day: ExposureDay) throws -> SharedExposure {
    let key = [watch.app.value, day.day, watch.source == .heartbeats ? 0 : 1]
    let counts = try used[key] ?? store.exposure(of: watch.app, days: day.day...day.day, by: watch.source)
    used[key] = counts
    func installations(_ version: String) -> Double {
      counts.reduce(0) { sum, count in
        count.version == version && count.segment == day.segment && count.channel == day.channel
          ? sum + Double(count.installations) : sum
      }
    }
    return SharedExposure(new: installations(watch.version), old: installations(watch.predecessor))
  }

  private func watches(of app: AppID) throws -> [OpenWatch] {
    if let known = open[app] { return known }
    try ReleaseStarter(store, now: now).start(app)
    let found = try store.releaseWatches(of: app, limit: ReleaseLimits.watches).filter { !$0.isOver }.map {
      OpenWatch(
        watch: $0, channels: try store.releaseChannels(of: $0.id), places: try store.releasePlaces(of: $0.id))
    }
    open[app] = found
    return found
  }

  private func save(_ app: AppID) throws {
    let today = ExposureDay.day(of: now)
    for open in open[app] ?? [] {
      for index in open.changedChannels.sorted() {
        try store.saveReleaseChannel(open.channels[index], of: open.watch.id)
      }
      for index in open.changedPlaces.sorted() { try store.saveReleasePlace(open.places[index], of: open.watch.id) }
      var watch = open.watch
      watch.isOver = today > watch.firstDay + ReleaseLimits.days
      try store.saveReleaseWatch(watch)
    }
  }
}
