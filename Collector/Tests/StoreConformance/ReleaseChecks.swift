// What a store promises of releases: each is watched once, reports are taken once and in order, and a flag stays.
import CollectorCore
import CollectorEvidence
import TellbackWire

// Practice D2.
extension StoreCheck {
  static let releaseChecks = [
    StoreCheck("A version that hurts more than the one before is flagged once, with page and error responsible") {
      store in
      var world = try await ReleaseWorld(store)
      try await world.use(store, days: -10..<14)
      for day in Int64(-3)..<0 {
        try await world.report(store, version: "1.0", day: day, installation: 150, page: "/pay")
      }
      var flagged: [Int64] = []
      for day in Int64(0)..<12 {
        for number in UInt64(0)..<5 {
          try await world.report(
            store, version: "2.0", day: day, installation: UInt64(day) * 5 + number, page: "/pay",
            error: "CardError")
        }
        try await world.report(
          store, version: "1.0", day: day, installation: 100 + UInt64(day), page: "/cart",
          error: "CartError")
        if try await world.take(store, afterDay: day).isEmpty == false { flagged.append(day) }
      }
      try expectEqual(flagged.count, 1)
      let (watches, channels, places) = try await store.read { [app = world.app] store in
        let watches = try store.releaseWatches(of: app, limit: 9)
        let watch = try unwrap(watches.first)
        return (watches, try store.releaseChannels(of: watch.id), try store.releasePlaces(of: watch.id))
      }
      try expectEqual(watches.map(\.version), ["2.0"])
      try expectEqual(watches[0].predecessor, "1.0")
      try expectEqual(watches[0].firstDay, world.first)
      try expect(watches[0].flaggedAt != nil && !watches[0].isOver)
      try expectEqual(channels.map(\.name), ["store"])
      try expectEqual(channels[0].weight, 1)
      try expectEqual(channels[0].comparison.newEvents, 60)
      try expectEqual(channels[0].comparison.oldEvents, 12)
      try expectEqual(abs(channels[0].comparison.expectedNew - 36) < 1e-9, true)
      try expectEqual(Set(places.map(\.name)), ["/pay", "/cart", "CardError", "CartError"])
      try expectEqual(places.filter { $0.flaggedAt != nil }.map(\.name), ["/pay", "CardError"])
      try expectEqual(places.map(\.kind), [.page, .error, .page, .error])
      let days = try await store.read { [world] in
        try $0.contactDays(of: world.app, days: world.first...(world.first + 2))
      }
      try expectEqual(days.filter { $0.version == "2.0" }.map(\.contacts), [5, 5, 5])
    },
    StoreCheck("Somebody loud counts once in a watch, and reports are taken once by a store that was opened anew") {
      store, reopen in
      var world = try await ReleaseWorld(store)
      try await world.use(store, days: -10..<5)
      for _ in 0..<30 { try await world.report(store, version: "2.0", day: 1, installation: 7, page: "/pay") }
      // Nobody counted this installation, so nobody knows how many there are of its kind.
      try await world.report(store, version: "2.0", day: 1, installation: 5_000, page: "/elsewhere")
      try await world.take(store, afterDay: 1)
      await store.close()
      let again = try reopen()
      try await world.take(again, afterDay: 2)
      let (channels, places) = try await again.read { [app = world.app] store in
        let watch = try unwrap(try store.releaseWatches(of: app, limit: 9).first)
        return (try store.releaseChannels(of: watch.id), try store.releasePlaces(of: watch.id))
      }
      try expectEqual(channels.map(\.comparison.newEvents), [1])
      try expectEqual(places.map(\.name), ["/pay"])
      await again.close()
    },
    StoreCheck("A page goes with the last installation that reported it, and a watch ends after four weeks") { store in
      var world = try await ReleaseWorld(store)
      try await world.use(store, days: -10..<32)
      let ids = [
        try await world.report(store, version: "2.0", day: 0, installation: 1, page: "/secret"),
        try await world.report(store, version: "2.0", day: 0, installation: 2, page: "/pay"),
      ]
      try await world.take(store, afterDay: 0)
      let names = try await store.write { [world] store in
        _ = try Eraser(store, now: start).erase(ids[0], because: .wish)
        let watch = try unwrap(try store.releaseWatches(of: world.app, limit: 9).first)
        return try store.releasePlaces(of: watch.id).map(\.name)
      }
      try expectEqual(names, ["/pay"])
      try await world.report(store, version: "2.0", day: 30, installation: 3, page: "/pay")
      try await world.take(store, afterDay: 30)
      let watches = try await store.read { [world] in try $0.releaseWatches(of: world.app, limit: 9) }
      try expectEqual(watches.map(\.isOver), [true])
      try expectEqual(watches.map(\.flaggedAt), [nil])
      let left = try await store.write { [world] store in
        try store.forgetReleaseContacts(app: world.app, beganBefore: world.first)
        let kept = try store.releasePlaces(of: watches[0].id).count
        try store.forgetReleaseContacts(app: world.app, beganBefore: world.first + 1)
        return [kept, try store.releasePlaces(of: watches[0].id).count]
      }
      try expectEqual(left, [1, 0])
    },
  ]
}

/// An app of which half the installations get version 2.0 on day 0, and send heartbeats.
struct ReleaseWorld {
  let first = ExposureDay.day(of: start) + 40
  private(set) var app: AppID
  private var scene: PainScene

  init(_ store: any Store) async throws {
    scene = try await PainScene(store)
    app = scene.app
  }

  /// Installations 0 to 99 have 2.0 from day 0 on; 100 to 199 stay on 1.0, as all do before.
  func use(_ store: any Store, days: Range<Int64>) async throws {
    try await store.write { [app, first] store in
      for day in days {
        for number in UInt64(0)..<200 {
          let version = day >= 0 && number < 100 ? "2.0" : "1.0"
          _ = try store.countActive(
            reportID(number, at: start), app: app,
            on: ExposureDay(day: first + day, version: version, segment: nil, channel: "store", installations: 1),
            by: .heartbeats)
        }
      }
    }
  }

  @discardableResult
  mutating func report(
    _ store: any Store, version: String, day: Int64, installation: UInt64, page: String, error: String? = nil
  ) async throws -> ReportID {
    try await scene.send(
      store, PainSender(page: page, version: version, day: day + 40, installation: installation, error: error))
    return try unwrap(scene.reports.last)
  }

  /// Takes what came until the end of that day; returns what was flagged.
  @discardableResult
  func take(_ store: any Store, afterDay day: Int64) async throws -> [ReleaseWatch] {
    let now = Timestamp(milliseconds: (first + day + 1) * 86_400_000)
    return try await store.write { store in
      let book = ReleaseBook(store, now: now)
      while try book.takeReports() > 0 {}
      return book.flagged
    }
  }
}
