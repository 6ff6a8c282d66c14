// How far people get: each installation says it once a day, and the sums are those of a recount of what was said.
import CollectorCore
import TellbackWire

// Practice C4.
extension StoreCheck {
  static let pageReachChecks = [
    StoreCheck("Pages are summed by day, version, segment, channel and page, as a recount of what was said gives") {
      store in
      let app = try await store.makeApp()
      var expected: [ExposureDay: PageReach] = [:]
      for number in UInt64(1)...60 {
        for at in Int64(100)...104 {
          let day = ExposureDay(
            day: at, version: "1.\(number % 2)", segment: number % 3 == 0 ? "acme" : nil, channel: nil, installations: 1
          )
          let pages = (0..<Int(number % 7)).map { ($0 * 911 + Int(at)) % PageNumber.count }
          try await store.write { store in
            try store.countActive(reportID(number), app: app, on: day, by: .heartbeats)
            // A page that is named twice counts once, and so does a day that comes twice.
            try expect(try store.countPages(pages + pages.prefix(1), of: reportID(number), app: app, day: at))
            try expect(try !store.countPages([5], of: reportID(number), app: app, day: at))
          }
          var sum = expected[day] ?? PageReach(day: day, pages: [:])
          if expected[day] != nil { sum.day.installations += 1 }
          for page in pages { sum.pages[page, default: 0] += 1 }
          expected[day] = sum
        }
      }
      let found = try await store.read {
        try $0.pageReach(of: app, days: 0...200, pages: Set(0..<PageNumber.count))
      }
      try expectEqual(found.map(\.day.day), found.map(\.day.day).sorted())
      try expectEqual(found.count, expected.count)
      for reach in found {
        var key = reach.day
        key.installations = 1
        try expectEqual(reach, try unwrap(expected[key]))
      }
      let (some, said) = try await store.read { store in
        (
          try store.pageReach(of: app, days: 101...101, pages: [101]),
          try [store.saidPages(reportID(7), app: app, day: 101), store.saidPages(reportID(99), app: app, day: 101)]
        )
      }
      try expect(some.allSatisfy { $0.day.day == 101 && Set($0.pages.keys).isSubset(of: [101]) }, "\(some)")
      try expectEqual(said, [true, false])
    },
    StoreCheck("Pages count for a day that a heartbeat counted, and for no other") { store in
      let (app, other) = (try await store.makeApp("one"), try await store.makeApp("two"))
      let day = ExposureDay(day: 100, version: "1", segment: nil, channel: nil, installations: 1)
      let counted = try await store.write { store in
        try store.countActive(reportID(1), app: app, on: day, by: .reports)
        let byReports = try store.countPages([1], of: reportID(1), app: app, day: 100)
        try store.countActive(reportID(2), app: app, on: day, by: .heartbeats)
        return [
          byReports, try store.countPages([1], of: reportID(2), app: app, day: 101),
          try store.countPages([1], of: reportID(2), app: other, day: 100),
          try store.countPages([], of: reportID(2), app: app, day: 100),
        ]
      }
      try expectEqual(counted, [false, false, false, true])
      let found = try await store.read { try $0.pageReach(of: app, days: 0...200, pages: [1]) }
      try expectEqual(found, [PageReach(day: day, pages: [:])])
    },
    StoreCheck("A day has no more pages than the limit") { store in
      let app = try await store.makeApp()
      let day = ExposureDay(day: 100, version: "1", segment: nil, channel: nil, installations: 1)
      try await store.write { store in
        for number in 0..<12 {
          try store.countActive(reportID(UInt64(number)), app: app, on: day, by: .heartbeats)
          let pages = (0..<WireLimits.reachedPages).map { number * WireLimits.reachedPages + $0 } + [0]
          try store.countPages(pages, of: reportID(UInt64(number)), app: app, day: 100)
        }
      }
      let found = try await store.read {
        try $0.pageReach(of: app, days: 0...200, pages: Set(0..<PageNumber.count))
      }
      try expectEqual(found.first?.day.installations, 12)
      try expectEqual(found.first?.pages.count, ExposureLimits.pages)
      // What was counted before goes on.
      try expectEqual(found.first?.pages[0], 12)
    },
    StoreCheck("After an erasure nobody said anything, and the last one of a day takes its sums along") { store in
      let app = try await store.makeApp()
      let day = ExposureDay(day: 100, version: "1", segment: "only one", channel: nil, installations: 1)
      let shared = ExposureDay(day: 101, version: "1", segment: nil, channel: nil, installations: 1)
      try await store.write { store in
        for (number, days) in [(UInt64(1), [day, shared]), (2, [shared])] {
          for day in days {
            try store.countActive(reportID(number), app: app, on: day, by: .heartbeats)
            try store.countPages([7], of: reportID(number), app: app, day: day.day)
          }
        }
        try store.forgetActivity(of: reportID(1), app: app)
      }
      let (reach, said) = try await store.read { store in
        (
          try store.pageReach(of: app, days: 0...200, pages: [7]),
          try [1, 2].map { try store.saidPages(reportID($0), app: app, day: 101) }
        )
      }
      try expectEqual(reach.map(\.day.day), [101])
      try expectEqual(said, [false, true])
    },
    StoreCheck("Sums of pages are forgotten with the counts of their days") { store in
      let app = try await store.makeApp()
      try await store.write { store in
        for at in Int64(100)...103 {
          let day = ExposureDay(day: at, version: "1", segment: nil, channel: nil, installations: 1)
          try store.countActive(reportID(1), app: app, on: day, by: .heartbeats)
          try store.countPages([7], of: reportID(1), app: app, day: at)
        }
      }
      while try await store.write({ try $0.forgetActivity(before: 102, counts: 101, limit: 1) }) > 0 {}
      let (reach, said) = try await store.read { store in
        (
          try store.pageReach(of: app, days: 0...200, pages: [7]).map(\.day.day),
          try (Int64(100)...103).map { try store.saidPages(reportID(1), app: app, day: $0) }
        )
      }
      try expectEqual(reach, [101, 102, 103])
      try expectEqual(said, [false, false, true, true])
    },
  ]
}
