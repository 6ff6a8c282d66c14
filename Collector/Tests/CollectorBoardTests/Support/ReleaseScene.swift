// Releases of an app for tests of the board: one that hurts, with the places responsible, one that is watched, and counts of use.
import CollectorCore
import CollectorEvidence
import TellbackWire

@testable import CollectorBoard

enum ReleaseScene {
  /// `names` stand in for a page's and the new version's, such as hostile ones.
  static func fill(_ house: BoardFixture, _ app: AppRecord, page: String = "/pay", version: String = "2.1") async throws
  {
    let now = house.clock.now
    try await house.store.write { store in
      let today = ExposureDay.day(of: now)
      var seen = RateComparison(mixture: .release)
      seen.add(new: 80, old: 200, share: 1.0 / 11)
      var quiet = RateComparison(mixture: .release)
      quiet.add(new: 3, old: 20, share: 0.2)
      let watch = ReleaseWatch(
        app: app.id, version: version, predecessor: "2.0", source: .heartbeats, firstDay: today - 3)
      let channels = [
        ReleaseChannel(name: "", weight: 0.25, comparison: quiet),
        ReleaseChannel(name: "beta", weight: 0.75, comparison: seen),
      ]
      if let id = try store.addReleaseWatch(watch, channels: channels) {
        let place = ReleasePlace(kind: .page, name: page, comparison: seen, flaggedAt: now)
        try store.saveReleasePlace(place, of: id)
        try store.saveReleasePlace(ReleasePlace(kind: .page, name: "/quiet", comparison: quiet), of: id)
        var flagged = watch
        (flagged.id, flagged.flaggedAt) = (id, now.adding(seconds: -3_600))
        try store.saveReleaseWatch(flagged)
      }
      _ = try store.addReleaseWatch(
        ReleaseWatch(app: app.id, version: "3.0", predecessor: version, source: .reports, firstDay: today),
        channels: [ReleaseChannel(name: "", weight: 1)])
      for number in 0..<40 {
        let day = ExposureDay(
          day: today, version: number < 30 ? "2.0" : version, segment: nil, channel: "beta", installations: 1)
        try store.countActive(
          ReportID(at: now, random: (UInt64(number), 9)), app: app.id, on: day, by: .heartbeats)
      }
      for number in 0..<24 {
        let day = number < 18 ? today : today - 7 * Int64(number - 17)
        try store.countAtPlace(
          .page, page, app: app.id, installation: ReportID(at: now, random: (UInt64(number), 9)), day: day,
          today: today - 35)
      }
      if let place = try store.watchedPlaces(of: app.id).first {
        _ = try store.saveSpike(ofPlace: place.id, week: PainWeek.of(now), at: now.adding(seconds: -7_200))
      }
      try store.countContact(ContactDay(day: today, version: "2.0", channel: "beta", contacts: 3), app: app.id)
      try store.countContact(ContactDay(day: today, version: version, channel: "beta", contacts: 4), app: app.id)
    }
  }
}
