// What the page of releases shows of one app, read in one snapshot.
import CollectorCore
import TellbackWire

struct ReleaseDetails: Sendable {
  static let watchesShown = 10
  static let ratesShown = 40

  /// A watch with what was seen of it.
  struct Seen: Sendable {
    var watch: ReleaseWatch
    var channels: [ReleaseChannel]
    /// Flagged for good, or named now; the strongest evidence first.
    var responsible: [ReleasePlace]
  }

  /// Reports and days of use of one version and channel.
  struct Rate: Sendable {
    var version: String
    var channel: String
    var contacts: Int64
    var days: Int64
  }

  var app: AppRecord
  var seen: [Seen]
  var source: Exposure.Source
  var rates: [Rate]
  var rateCount: Int
  /// Pages and errors that are reported more often than in the weeks before, whatever the versions.
  var spikes: [SeenSpike]
  /// Titles of the pain points that are named.
  var pains: [Int64: String]

  init(_ app: AppRecord, _ reads: any StoreReads, now: Timestamp) throws {
    self.app = app
    pains = [:]
    seen = []
    spikes = try SpikeFinder(reads, now: now).found(of: app.id)
    for watch in try reads.releaseWatches(of: app.id, limit: Self.watchesShown) {
      let responsible = ReleasePlace.responsible(of: try reads.releasePlaces(of: watch.id))
      for place in responsible where place.kind == .pain {
        guard let number = Int64(place.name), let point = try reads.painPoint(number) else { continue }
        pains[number] = point.facts.title
      }
      seen.append(
        Seen(watch: watch, channels: try reads.releaseChannels(of: watch.id), responsible: responsible))
    }
    let today = ExposureDay.day(of: now)
    let days = (today - ReleaseLimits.shownDays + 1)...today
    let measured = try reads.daysOfUse(of: app.id, days: days, by: .heartbeats)
    source = measured.isEmpty ? .reports : .heartbeats
    let use = measured.isEmpty ? try reads.daysOfUse(of: app.id, days: days, by: .reports) : measured
    let all = Self.rates(use, try reads.contactDays(of: app.id, days: days))
    (rates, rateCount) = (Array(all.prefix(Self.ratesShown)), all.count)
  }

  /// The version most in use first.
  private static func rates(_ exposure: [ExposureDay], _ contacts: [ContactDay]) -> [Rate] {
    var sums: [[String]: Rate] = [:]
    for day in exposure {
      let (version, channel) = (day.version ?? "", day.channel ?? "")
      sums[[version, channel], default: Rate(version: version, channel: channel, contacts: 0, days: 0)].days +=
        day.installations
    }
    for contact in contacts { sums[[contact.version, contact.channel]]?.contacts += contact.contacts }
    return sums.values.sorted { ($0.days, $1.version, $1.channel) > ($1.days, $0.version, $0.channel) }
  }
}
