// Finds versions that have just come out, and begins to watch them.
import CollectorEvidence
import TellbackWire

/// Begins watches. It works inside one transaction.
struct ReleaseStarter {
  private let store: any StoreWrites
  private let today: Int64

  init(_ store: any StoreWrites, now: Timestamp) {
    self.store = store
    today = ExposureDay.day(of: now)
  }

  /// A version is new when at least one installation in a hundred has it since a few days, and another, older one was in use before.
  func start(_ app: AppID) throws {
    try store.forgetReleaseContacts(app: app, beganBefore: today - ExposureLimits.installationDays)
    let exposure = try store.bestExposure(of: app, days: (today - 2 * ReleaseLimits.daysToBegin)...today)
    guard let first = exposure.days.map(\.day).min() else { return }
    var known = Set(try store.releaseWatches(of: app, limit: 1_000).map(\.version))
    var open = try store.releaseWatches(of: app, limit: ReleaseLimits.watches).count { !$0.isOver }
    for (version, day) in firstDays(exposure.days).sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
      guard day > first, day >= today - ReleaseLimits.daysToBegin, open < ReleaseLimits.watches,
        known.insert(version).inserted, let before = predecessor(of: version, on: day, exposure.days)
      else { continue }
      let watch = ReleaseWatch(
        app: app, version: version, predecessor: before, source: exposure.source, firstDay: day)
      let channels = channels(of: before, until: day, exposure.days)
      if try store.addReleaseWatch(watch, channels: channels) != nil { open += 1 }
    }
  }

  /// The first day of each version on which at least one installation in a hundred had it.
  private func firstDays(_ counts: [ExposureDay]) -> [String: Int64] {
    var all: [Int64: Int64] = [:]
    var versions: [String: [Int64: Int64]] = [:]
    for count in counts {
      all[count.day, default: 0] += count.installations
      guard let version = count.version, version != ExposureDay.others else { continue }
      versions[version, default: [:]][count.day, default: 0] += count.installations
    }
    return versions.compactMapValues { days in
      days.filter { $0.value * 100 >= all[$0.key, default: 0] }.keys.min()
    }
  }

  /// The older version that most installations used in the week before.
  private func predecessor(of version: String, on day: Int64, _ counts: [ExposureDay]) -> String? {
    var sums: [String: Int64] = [:]
    for count in counts where count.day < day && count.day >= day - 7 {
      guard let name = count.version, name != ExposureDay.others, !AppVersion.has(version, in: name) else { continue }
      sums[name, default: 0] += count.installations
    }
    return sums.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  private func channels(of version: String, until day: Int64, _ counts: [ExposureDay]) -> [ReleaseChannel] {
    var sums: [String: Int64] = [:]
    for count in counts where count.day < day && count.version == version {
      sums[count.channel ?? "", default: 0] += count.installations
    }
    let all = sums.values.reduce(0, +)
    return sums.sorted { $0.key < $1.key }.map { ReleaseChannel(name: $0.key, weight: Double($0.value) / Double(all)) }
  }
}
