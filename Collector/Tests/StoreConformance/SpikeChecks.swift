// What a store promises of places and spikes: counts that are those of who is known, and a page or error that rises is found once a week.
import CollectorCore
import CollectorEvidence
import TellbackWire

// Practice D2: spikes by page and by error, whatever the versions.
extension StoreCheck {
  static let spikeChecks = [
    StoreCheck(
      "A page and an error that are reported more than in the weeks before are found, once a week, and quiet ones are not"
    ) {
      store in
      var world = try await SpikeScene(store)
      for day in Int64(0)..<35 {
        // The fifth week of /pay, and of its error, is four times as loud.
        let loud = day >= 28 ? 8 : 2
        for number in 0..<loud { try await world.report(store, day, UInt64(number), "/pay", error: "CardError") }
        for number in 0..<2 { try await world.report(store, day, UInt64(100 + number), "/cart", error: nil) }
      }
      var found: [Spike] = []
      for day in Int64(0)..<35 { found += try await world.take(store, afterDay: day) }
      try expectEqual(Set(found.map(\.place.name)), ["/pay", "CardError"])
      try expectEqual(found.count, 2)
      let (seen, places) = try await store.read { [world] store in
        (
          try SpikeFinder(store, now: world.moment(35)).found(of: world.app), try store.watchedPlaces(of: world.app)
        )
      }
      try expectEqual(Set(seen.map(\.spike.place.kind)), [.page, .error])
      try expectEqual(places.map(\.name), ["/pay", "CardError", "/cart"])
      for spike in seen { try expect(spike.comparison.interval(alpha: 0.005).lower > 1, "\(spike)") }
      let later = try await store.read { [world] store in
        try SpikeFinder(store, now: world.moment(49)).found(of: world.app)
      }
      try expectEqual(later, [])
    },
    StoreCheck("Somebody loud counts once a day, and what is new is no spike") { store in
      var world = try await SpikeScene(store)
      for day in Int64(0)..<35 {
        try await world.report(store, day, 1, "/cart", error: nil)
        if day == 30 { for _ in 0..<40 { try await world.report(store, day, 1, "/cart", error: nil) } }
        // A page of this week.
        if day >= 28 { for number in UInt64(0)..<6 { try await world.report(store, day, number, "/new", error: nil) } }
      }
      var found: [Spike] = []
      for day in Int64(0)..<35 { found += try await world.take(store, afterDay: day) }
      try expectEqual(found, [])
      let counts = try await store.read { [world] store in
        try store.placeDays(of: world.app, days: (world.monday + 30)...(world.monday + 30))
      }
      try expectEqual(Set(counts.values.flatMap(\.values)), [1, 6])
    },
    StoreCheck("A place goes with the last installation that reported it, and counts follow who is known") { store in
      let app = try await store.makeApp()
      let today = ExposureDay.day(of: start)
      let ids = (UInt64(1)...3).map { reportID(900 + $0) }
      for (number, id) in ids.enumerated() {
        let sender = contact(app, id)
        _ = try await store.ingest([incoming(makeReport(UInt64(number) + 1), app: app, installation: id)], from: sender)
      }
      let isNew = try await store.write { store in
        try [
          store.countAtPlace(.page, "/a", app: app, installation: ids[0], day: today, today: today),
          store.countAtPlace(.page, "/a", app: app, installation: ids[0], day: today, today: today),
          store.countAtPlace(.page, "/a", app: app, installation: ids[1], day: today, today: today),
          store.countAtPlace(.error, "/a", app: app, installation: ids[2], day: today, today: today),
        ]
      }
      try expectEqual(isNew, [true, false, true, true])
      try await store.write { store in
        let places = try store.watchedPlaces(of: app)
        try expect(try store.saveSpike(ofPlace: places[1].id, week: 1, at: start))
        try expect(try !store.saveSpike(ofPlace: places[1].id, week: 1, at: start))
        _ = try Eraser(store, now: start).erase(reportID(1), because: .wish)
        try expectEqual(try store.placeDays(of: app, days: today...today)[places[0].id], [today: 1])
        _ = try Eraser(store, now: start).erase(reportID(3), because: .wish)
        try expectEqual(try store.watchedPlaces(of: app).map(\.kind), [.page])
        try expectEqual(try store.spikes(of: app, since: start), [])
        try store.forgetPlaceContacts(app: app, before: today)
        try expectEqual(try store.watchedPlaces(of: app).count, 1)
        try store.forgetPlaceContacts(app: app, before: today + 1)
        try expectEqual(try store.watchedPlaces(of: app).count, 0)
        try expectEqual(try store.placeDays(of: app, days: 0...today), [:])
      }
    },
    StoreCheck("An app has no more places than the limit") { store in
      let app = try await store.makeApp()
      let today = ExposureDay.day(of: start)
      let counted = try await store.write { store in
        try (0..<SpikeLimits.places + 3).map { number in
          try store.countAtPlace(.page, "/\(number)", app: app, installation: reportID(1), day: today, today: today)
        }
      }
      try expectEqual(counted.count { $0 }, SpikeLimits.places)
    },
  ]
}

/// An app whose reports begin on a Monday.
private struct SpikeScene {
  /// The first one after the scene's start.
  let monday: Int64
  private(set) var app: AppID
  private var scene: PainScene

  init(_ store: any Store) async throws {
    scene = try await PainScene(store)
    app = scene.app
    monday = ExposureDay.day(of: PainWeek.start(PainWeek.of(start) + 1))
  }

  /// The first moment of a day, counted from the Monday.
  func moment(_ day: Int64) -> Timestamp { Timestamp(milliseconds: (monday + day) * 86_400_000) }

  mutating func report(_ store: any Store, _ day: Int64, _ installation: UInt64, _ page: String, error: String?)
    async throws
  {
    try await scene.send(
      store,
      PainSender(
        page: page, day: monday + day - ExposureDay.day(of: start), installation: installation + 1, error: error))
  }

  /// Takes what came until the end of that day; returns what was found.
  func take(_ store: any Store, afterDay day: Int64) async throws -> [Spike] {
    let now = Timestamp(milliseconds: (monday + day + 1) * 86_400_000 - 1)
    return try await store.write { store in
      var found: [Spike] = []
      while true {
        let book = ReleaseBook(store, now: now)
        guard try book.takeReports() > 0 else { return found }
        found += book.spikes
      }
    }
  }
}
