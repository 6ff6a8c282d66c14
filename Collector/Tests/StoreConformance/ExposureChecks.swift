// Active installations: each is counted once a day, and the sums are those of a recount, whatever comes and goes.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let exposureChecks = [
    StoreCheck("an installation is counted once a day, by what it said first") { store in
      let app = try await store.makeApp()
      let isNew = try await store.write { store in
        try (0..<3).map { try store.countActive(reportID(1), app: app, on: day(100, "1.\($0)"), by: .heartbeats) }
      }
      try expectEqual(isNew, [true, false, false])
      try await store.count(2, app, day(100, "1.0"))
      try await store.count(1, app, day(101, "1.1", "acme", "beta"))
      try expectEqual(
        try await store.heartbeats(app), [day(100, "1.0", installations: 2), day(101, "1.1", "acme", "beta")])
      let (days, other) = try await store.read {
        (try $0.exposure(of: app, days: 101...101), try $0.exposure(of: app, days: 102...200))
      }
      try expectEqual(days, [day(101, "1.1", "acme", "beta")])
      let own = try await store.read { store in
        try (UInt64(1)...3).map {
          try store.activeDays(of: reportID($0), app: app, days: 0...Int64.max, by: .heartbeats)
        }
      }
      try expectEqual(own, [[day(100, "1.0"), day(101, "1.1", "acme", "beta")], [day(100, "1.0")], []])
      try expectEqual(other, [])
    },
    StoreCheck("apps, and heartbeats and reports, are counted apart") { store in
      let (one, two) = (try await store.makeApp("one"), try await store.makeApp("two"))
      try await store.count(1, one, day(100, "1.0"))
      try await store.count(1, two, day(100, "2.0"))
      try await store.count(1, two, day(100, "3.0"), by: .reports)
      try expectEqual(try await store.heartbeats(one), [day(100, "1.0")])
      try expectEqual(try await store.heartbeats(two), [day(100, "2.0")])
      let reports = try await store.read { try $0.exposure(of: two, days: 0...200, by: .reports) }
      try expectEqual(reports, [day(100, "3.0")])
    },
    StoreCheck("an installation that is forgotten is in no count, and nobody else is missing") { store in
      let app = try await store.makeApp()
      for number in UInt64(1)...20 {
        for at in Int64(100)...110 where (number + UInt64(at)) % 3 != 0 {
          let name = number % 2 == 0 ? "acme" : "only \(number)"
          try await store.count(number, app, day(at, "1.\(at % 2)", name))
        }
      }
      for gone in [UInt64(2), 3, 20, 99] {
        try await store.write { try $0.forgetActivity(of: reportID(gone), app: app) }
      }
      var expected: [ExposureDay: Int64] = [:]
      for number in UInt64(1)...19 where number > 3 || number == 1 {
        for at in Int64(100)...110 where (number + UInt64(at)) % 3 != 0 {
          expected[day(at, "1.\(at % 2)", number % 2 == 0 ? "acme" : "only \(number)"), default: 0] += 1
        }
      }
      let found = try await store.heartbeats(app)
      try expectEqual(Dictionary(uniqueKeysWithValues: found.map { ($0.counted(1), $0.installations) }), expected)
    },
    StoreCheck("an erasure takes an installation out of the counts of heartbeats, reports and help") { store in
      let app = try await store.makeApp()
      let report = makeReport(1)
      _ = try await store.ingest(
        [incoming(report, app: app, installation: reportID(900))], from: contact(app, reportID(900)))
      try await store.write { store in
        try store.countActive(reportID(900), app: app, on: day(100, "1.0"), by: .heartbeats)
        try store.countActive(reportID(901), app: app, on: day(100, "1.0"), by: .heartbeats)
        try store.countActive(reportID(900), app: app, on: day(100, "1.0"), by: .reports)
        try store.addOfferedHelp(help(7, offered: 2), of: reportID(900), app: app)
        try store.addOfferedHelp(help(7, offered: 3), of: reportID(901), app: app)
      }
      let isLeft = try await store.write { try $0.beginErasure(of: contact(app, reportID(900))) }
      try expect(isLeft)
      try expectEqual(try await store.heartbeats(app), [day(100, "1.0")])
      let (reports, offers) = try await store.read {
        (try $0.exposure(of: app, days: 0...200, by: .reports), try $0.offeredHelp(withIssues: [7, 8], days: 0...200))
      }
      try expectEqual(reports, [])
      try expectEqual(offers, [help(7, offered: 3)])
    },
    StoreCheck("more versions, segments and channels than the limits are counted together") { store in
      let app = try await store.makeApp()
      try await store.write { store in
        for number in UInt64(0)..<150 {
          try store.countActive(reportID(number), app: app, on: day(100, "1.\(number)"), by: .heartbeats)
        }
        for number in UInt64(200)..<230 {
          try store.countActive(reportID(number), app: app, on: day(101, "1", "a", "c\(number)"), by: .heartbeats)
        }
      }
      let counts = try await store.heartbeats(app)
      try expectEqual(counts.reduce(0) { $0 + $1.installations }, 180)
      let versions = counts.filter { $0.day == 100 }
      try expectEqual(versions.count, ExposureLimits.versions + 1)
      try expect(versions.contains(day(100, ExposureDay.others, installations: 50)), "\(versions)")
      let channels = counts.filter { $0.day == 101 }
      try expectEqual(channels.count, ExposureLimits.channels + 1)
      try expect(channels.contains(day(101, "1", "a", ExposureDay.others, installations: 10)), "\(channels)")
    },
    StoreCheck("a day has no more combinations than the limit") { store in
      let app = try await store.makeApp()
      try await store.write { store in
        for number in UInt64(0)..<2_100 {
          let names = day(100, "1.\(number % 70)", "s\(number / 70)", nil)
          try store.countActive(reportID(number), app: app, on: names, by: .heartbeats)
        }
      }
      let counts = try await store.heartbeats(app)
      try expectEqual(counts.count, ExposureLimits.cohorts)
      try expectEqual(counts.reduce(0) { $0 + $1.installations }, 2_100)
    },
    StoreCheck("days of use are added up by version and channel") { store in
      let app = try await store.makeApp()
      for number in UInt64(1)...5 {
        try await store.count(number, app, day(100, "1.0", "s\(number)", "beta"))
        try await store.count(number, app, day(101, "1.0", "s\(number % 2)", number < 3 ? "beta" : nil))
      }
      try await store.count(9, app, day(90, "0.9"))
      try await store.count(8, app, day(101, "1.0"), by: .reports)
      let (found, other) = try await store.read { store in
        (
          try store.daysOfUse(of: app, days: 100...110, by: .heartbeats),
          try store.daysOfUse(of: app, days: 0...200, by: .reports)
        )
      }
      try expectEqual(found, [day(101, "1.0", nil, "beta", installations: 7), day(101, "1.0", installations: 3)])
      try expectEqual(other, [day(101, "1.0")])
    },
    StoreCheck("old days are forgotten in parts: first who was counted, then the counts") { store in
      let app = try await store.makeApp()
      for number in UInt64(1)...5 { try await store.count(number, app, day(100, "1.0")) }
      try await store.count(1, app, day(200, "1.0"))
      try await store.write { _ = try $0.addOfferedHelp(help(7, offered: 1), of: reportID(1), app: app) }
      var rounds = 0
      while try await store.write({ try $0.forgetActivity(before: 150, counts: 50, limit: 2) }) > 0 { rounds += 1 }
      try expect(rounds >= 3, "\(rounds)")
      try expectEqual(try await store.heartbeats(app), [day(100, "1.0", installations: 5), day(200, "1.0")])
      // What is forgotten cannot be taken out any more.
      try await store.write { try $0.forgetActivity(of: reportID(1), app: app) }
      try expectEqual(try await store.heartbeats(app), [day(100, "1.0", installations: 5)])
      while try await store.write({ try $0.forgetActivity(before: 150, counts: 150, limit: 2) }) > 0 {}
      try expectEqual(try await store.heartbeats(app), [])
      try expectEqual(try await store.read { try $0.offeredHelp(of: app, days: 0...200) }, [])
    },
    StoreCheck("whoever reports is counted on the day of the report, once, where no heartbeats are") { store in
      let app = try await store.makeApp()
      for number in UInt64(1)...3 {
        var report = makeReport(number, "It broke \(number)")
        report.context.appVersion = "2.0"
        report.segment = "acme"
        let sender = contact(app, reportID(900 + number % 2))
        _ = try await store.ingest([incoming(report, app: app, installation: sender.id)], from: sender)
      }
      _ = try await store.ingest([incoming(makeReport(9, "Nobody"), app: app)])
      try await store.write { _ = try Digest().digestPending(in: $0, now: start) }
      let today = ExposureDay.day(of: start)
      let stands = day(today, "2.0", "acme", installations: 2)
      let best = try await store.read { try $0.bestExposure(of: app, days: 0...today) }
      try expectEqual(best, Exposure(source: .reports, days: [stands]))
      try await store.count(7, app, day(today, "2.0"))
      let measured = try await store.read { try $0.bestExposure(of: app, days: 0...today) }
      try expectEqual(measured, Exposure(source: .heartbeats, days: [day(today, "2.0")]))
    },
    StoreCheck("offered help is added once for each installation, day and issue") { store in
      let app = try await store.makeApp()
      let isNew = try await store.write { store in
        try [
          store.addOfferedHelp(help(7, offered: 2, taken: 1), of: reportID(1), app: app),
          store.addOfferedHelp(help(7, offered: 2, taken: 1), of: reportID(1), app: app),
          store.addOfferedHelp(help(7, offered: 1), of: reportID(2), app: app),
          store.addOfferedHelp(help(nil, offered: 4), of: reportID(2), app: app),
        ]
      }
      try expectEqual(isNew, [true, false, true, true])
      let (all, issue) = try await store.read {
        (try $0.offeredHelp(of: app, days: 100...100), try $0.offeredHelp(withIssues: [7, 8], days: 0...100))
      }
      try expectEqual(issue, [help(7, offered: 3, taken: 1)])
      try expectEqual(all.count, 2)
      try expect(all.contains(help(nil, offered: 4)), "\(all)")
    },
  ]
}

private func day(
  _ day: Int64, _ version: String?, _ segment: String? = nil, _ channel: String? = nil, installations: Int64 = 1
) -> ExposureDay {
  ExposureDay(day: day, version: version, segment: segment, channel: channel, installations: installations)
}

private func help(_ issue: Int64?, offered: Int, taken: Int = 0) -> OfferedHelp {
  OfferedHelp(day: 100, issue: issue, counts: HelpCounts(offered: offered, taken: taken))
}

extension ExposureDay {
  fileprivate func counted(_ installations: Int64) -> ExposureDay {
    var day = self
    day.installations = installations
    return day
  }
}

extension Store {
  fileprivate func count(_ number: UInt64, _ app: AppID, _ day: ExposureDay, by source: Exposure.Source = .heartbeats)
    async throws
  {
    _ = try await write { try $0.countActive(reportID(number), app: app, on: day, by: source) }
  }

  fileprivate func heartbeats(_ app: AppID) async throws -> [ExposureDay] {
    try await read { try $0.exposure(of: app, days: 0...200) }
  }
}
