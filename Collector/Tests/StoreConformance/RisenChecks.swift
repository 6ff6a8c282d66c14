// What rose after a fix: more people who get that far are told apart from pain that hurts more often.
import CollectorCore
import CollectorEvidence
import TellbackWire

// Practice C4.
extension StoreCheck {
  static let risenChecks = [
    StoreCheck("Pain that more people meet, since a fix lets them get there, is no real increase") { store in
      var world = try await VerdictWorld(store)
      let next = try await world.nextPain(store)
      try await world.live(store, before: 4, after: 1)
      // Half of them got to the next page, now all do; of those who get there as many report.
      try await world.reach(store, before: 150, after: 300, page: "/next")
      try await world.reportNext(store, before: 3, after: 6)
      let risen = try await world.risen(store, onDay: 45)
      try expectEqual(risen.map(\.pain), [next])
      let found = try unwrap(risen.first)
      try expectEqual(found.finding, .newlyExposed)
      try expectEqual(found.active.reports, RisenPain.Days(new: 168, old: 84))
      try expectEqual(found.reached?.reports, found.active.reports)
      try expectEqual(found.active.days, RisenPain.Days(new: 8_400, old: 8_400))
      try expectEqual(found.reached?.days, RisenPain.Days(new: 8_400, old: 4_200))
      try expect(found.active.interval.lower > 1, "\(found)")
      try expect(found.reached?.interval.contains(1) == true, "\(found)")
    },
    StoreCheck("Pain that hurts those who get there more often is a real increase, and what did not rise is not named")
    {
      store in
      var world = try await VerdictWorld(store)
      let next = try await world.nextPain(store)
      try await world.live(store, before: 4, after: 1)
      try await world.reach(store, before: 300, after: 300, page: "/next")
      try await world.reportNext(store, before: 2, after: 4)
      let risen = try await world.risen(store, onDay: 45)
      try expectEqual(risen.map(\.pain), [next])
      try expectEqual(risen.first?.finding, .realIncrease)
      // Kept with the attempt and found from both sides, until the verdict goes.
      let (pain, attempt) = (world.pain, world.attempt.id)
      let (after, of) = try await store.read { store in
        (try store.risenPains(afterAttemptsOf: pain), try store.risenPains(of: next))
      }
      try expectEqual(after, [attempt: risen])
      try expectEqual(of, risen)
      try await store.write { store in
        try PainActions(store, now: start).release(attempt, of: pain, in: .version("2.1"), by: .system)
      }
      try expectEqual(try await store.read { try $0.risenPains(of: next) }, [])
    },
    StoreCheck("Where half say which pages they reach, all count for the rise, and that half for its reason") { store in
      var world = try await VerdictWorld(store)
      let next = try await world.nextPain(store)
      try await world.live(store, before: 4, after: 1)
      try await world.reach(store, before: 75, after: 150, page: "/next", saying: 150)
      try await world.reportNext(store, before: 3, after: 6)
      let risen = try await world.risen(store, onDay: 45)
      try expectEqual(risen.map(\.pain), [next])
      let found = try unwrap(risen.first)
      try expectEqual(found.active.days, RisenPain.Days(new: 8_400, old: 8_400))
      try expectEqual(found.active.reports, RisenPain.Days(new: 168, old: 84))
      try expectEqual(found.reached?.days, RisenPain.Days(new: 4_200, old: 2_100))
      try expectEqual(found.reached?.reports, RisenPain.Days(new: 90, old: 45))
      // Too few to know more of the reason.
      try expectEqual(found.finding, .unknown)
    },
    StoreCheck("Where heartbeats carry no pages, what rose is said without a reason") { store in
      var world = try await VerdictWorld(store)
      let next = try await world.nextPain(store)
      try await world.live(store, before: 4, after: 1)
      try await world.reportNext(store, before: 1, after: 5)
      let risen = try await world.risen(store, onDay: 45)
      try expectEqual(risen.map(\.pain), [next])
      try expectEqual(risen.first?.finding, .unknown)
      try expect(risen.first?.reached == nil && (risen.first?.active.interval.lower ?? 0) > 1, "\(risen)")
    },
    StoreCheck("Without a verdict, and where nothing changed, nothing is said to have risen") { store in
      var world = try await VerdictWorld(store)
      _ = try await world.nextPain(store)
      try await world.live(store, before: 4, after: 1)
      try await world.reach(store, before: 300, after: 300, page: "/next")
      try await world.reportNext(store, before: 3, after: 3)
      try expectEqual(try await world.risen(store, onDay: 45), [])
      try expectEqual(try await world.risen(store, onDay: 1), [])
    },
  ]
}

extension VerdictWorld {
  /// Another pain point of the same app, on a page behind.
  mutating func nextPain(_ store: any Store) async throws -> Int64 {
    let ticket = try await send(
      store, PainSender(words: "The receipt stays empty", user: "who saw it first", page: "/next"))
    return try await store.write { try PainActions($0, now: start).make(of: [ticket], by: .system) }
  }

  /// Each day of the world so many installations say that they reached the page, and others that they did not.
  func reach(_ store: any Store, before: Int, after: Int, page: String, saying: Int = 300) async throws {
    let (app, release) = (app, release)
    try await store.write { store in
      for day in Int64(-28)..<28 {
        for number in 0..<saying {
          let pages = number < (day < 0 ? before : after) ? [PageNumber.of(page), 9] : [9]
          try store.countPages(pages, of: reportID(UInt64(number) + 1, at: start), app: app, day: release + day)
        }
      }
    }
  }

  /// Each day of the world so many installations report the next pain, each another one.
  mutating func reportNext(_ store: any Store, before: Int, after: Int) async throws {
    for day in Int64(-28)..<28 {
      for number in 0..<(day < 0 ? before : after) {
        _ = try await send(
          store,
          PainSender(
            words: "The receipt stays empty", page: "/next", version: day < 0 ? "1.9" : "2.0", day: day + 40,
            installation: UInt64((day + 28) % 28 * 10) + UInt64(number) + 1))
      }
    }
  }

  func risen(_ store: any Store, onDay day: Int64) async throws -> [RisenPain] {
    let now = Timestamp(milliseconds: (release + day) * 86_400_000)
    guard let verdict = try await judge(store, onDay: day) else { return [] }
    let attempt = attempt
    return try await store.write { store in
      let risen = try RisenJudge(store, now: now).judge(attempt, verdict)
      try store.saveRisenPains(risen, of: attempt.id)
      return risen
    }
  }
}
