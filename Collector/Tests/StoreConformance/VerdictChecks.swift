// What a store promises of verdicts: what they are made of, that one is kept for each attempt, and what is said of worlds that are known.
import CollectorCore
import CollectorEvidence
import TellbackWire

// Practice C4.
extension StoreCheck {
  static let verdictChecks = [
    StoreCheck("Reports about a pain point are read by installation, page by page, of some days alone") { store in
      var scene = try await PainScene(store)
      var ticket: Int64 = 0
      for (installation, day) in [(UInt64(2), Int64(0)), (1, 1), (2, 2), (3, 3), (1, 9)] {
        ticket = try await scene.send(store, PainSender(day: day, installation: installation))
      }
      try await scene.send(store, PainSender(user: "nobody knows where", day: 1))
      let number = ticket
      let pain = try await store.write { try PainActions($0, now: start).make(of: [number], by: .system) }
      let first = ExposureDay.day(of: start)
      let (all, some) = try await store.read { store in
        var all: [PainReportSeen] = []
        while true {
          let page = try store.painReports(of: pain, days: 0...Int64.max, after: all.last, limit: 2)
          guard !page.isEmpty else { break }
          all += page
        }
        return (all, try store.painReports(of: pain, days: (first + 1)...(first + 3), after: nil, limit: 99))
      }
      try expectEqual(all.map(\.capturedDay), [1, 9, 0, 2, 3].map { first + $0 })
      try expectEqual(Set(all.map(\.installation)).count, 3)
      try expectEqual(some.map(\.capturedDay), [1, 2, 3].map { first + $0 })
    },
    StoreCheck(
      "An attempt has one verdict, which goes with it and with its release",
      reopening: { store, reopen in
        var scene = try await PainScene(store)
        let ticket = try await scene.send(store, PainSender(user: "a"))
        let staff = Actor.staff(id: 1, name: "Ada")
        let pain = try await store.write { try PainActions($0, now: start).make(of: [ticket], by: staff) }
        let (first, planned) = try await store.write { store in
          let actions = PainActions(store, now: start)
          return (
            try actions.attempt(pain, "Retry", .code, department: nil, release: .version("2.0"), by: staff),
            try actions.attempt(pain, "Later", .code, department: nil, release: nil, by: staff)
          )
        }
        let verdict = AttemptVerdict(
          attempt: first, verdict: .fell, saidAt: start, releaseDay: 20_000, ratio: 0.4,
          interval: RateInterval(lower: 0.125, upper: 0.875), newReports: 12, oldReports: 600, expected: 30.5,
          newDays: 56_000, oldDays: 560_000, uncounted: 3, source: .reports, judgedAt: start)
        let open = AttemptVerdict(attempt: first, releaseDay: 20_000, judgedAt: start.adding(seconds: 9))
        try await store.write { store in
          try expect(try store.saveAttemptVerdict(open))
          try expectEqual(try store.attemptVerdicts(of: pain), [first: open])
          try expect(try store.saveAttemptVerdict(verdict))
          try expect(try !store.saveAttemptVerdict(AttemptVerdict(attempt: planned, releaseDay: 1, judgedAt: start)))
          try expectEqual(try store.attemptsToJudge(judgedBefore: start, limit: 9).map(\.id), [])
          try expectEqual(
            try store.attemptsToJudge(judgedBefore: start.adding(seconds: 1), limit: 9).map(\.id), [first])
        }
        await store.close()
        let again = try reopen()
        try expectEqual(try await again.read { try $0.attemptVerdicts(of: pain) }, [first: verdict])
        try await again.write { store in
          let actions = PainActions(store, now: start)
          var final = verdict
          final.isFinal = true
          try expect(try store.saveAttemptVerdict(final))
          try expectEqual(try store.attemptsToJudge(judgedBefore: start.adding(seconds: 1), limit: 9).count, 0)
          try actions.release(first, of: pain, in: .version("2.1"), by: staff)
          try expectEqual(try store.attemptVerdicts(of: pain).count, 0)
          try expectEqual(try store.attemptsToJudge(judgedBefore: start, limit: 9).map(\.id), [first])
          try expect(try store.saveAttemptVerdict(verdict))
          try actions.drop(first, of: pain, by: staff)
          try expectEqual(try store.attemptVerdicts(of: pain).count, 0)
        }
        await again.close()
      }),
    StoreCheck("A fix that halves pain is said to have worked, by people in use with it and without it") { store in
      var world = try await VerdictWorld(store)
      try await world.live(store, before: 4, after: 1)
      let verdict = try unwrap(try await world.judge(store, onDay: 45))
      try expectEqual(verdict.verdict, .fell)
      try expect(verdict.interval.upper < 1 && verdict.interval.contains(0.25), "\(verdict)")
      try expectEqual(verdict.source, .heartbeats)
      try expectEqual(verdict.releaseDay, world.release)
      try expectEqual(verdict.newReports, 28)
      try expectEqual(verdict.uncounted, 0)
      try expect(!verdict.isFinal)
      // It is kept as it is judged, once more and for good.
      let later = try unwrap(try await world.judge(store, onDay: 99))
      try expect(later.isFinal && later.verdict == .fell && later.saidAt == verdict.saidAt, "\(later)")
    },
    StoreCheck("Silence while nobody uses the fix is no cure, and somebody loud is counted once") { store in
      var world = try await VerdictWorld(store)
      try await world.live(store, before: 2, after: 0, newInstallations: 1)
      let quiet = try unwrap(try await world.judge(store, onDay: 45))
      try expectEqual(quiet.verdict, .notEnoughExposure)
      try expect(quiet.saidAt == nil && quiet.newReports == 0, "\(quiet)")
      for _ in 0..<60 { try await world.report(store, installation: 1, day: 3) }
      let loud = try unwrap(try await world.judge(store, onDay: 45))
      try expectEqual(loud.newReports, 1)
      try expectEqual(loud.verdict, .notEnoughExposure)
    },
    StoreCheck("A fix that nobody has is not judged, and reports of installations that nobody counted say nothing") {
      store in
      var world = try await VerdictWorld(store)
      try expect(try await world.judge(store, onDay: 40) == nil)
      try await world.live(store, before: 1, after: 1)
      for number in UInt64(0)..<30 { try await world.report(store, installation: 90_000 + number, day: 2) }
      let verdict = try unwrap(try await world.judge(store, onDay: 45))
      try expectEqual(verdict.uncounted, 30)
      try expectEqual(verdict.newReports, 28)
      try expectEqual(verdict.verdict, .notEnoughExposure)
    },
  ]
}

/// An app whose version 2.0 has the fix from day 0 on, and whose installations send heartbeats.
struct VerdictWorld {
  let release = ExposureDay.day(of: start) + 40
  private var scene: PainScene
  let attempt: PainAttempt
  let pain: Int64
  var app: AppID { scene.app }

  init(_ store: any Store) async throws {
    var scene = try await PainScene(store)
    let ticket = try await scene.send(store, PainSender(user: "who began it"))
    let (pain, attempt) = try await store.write { store in
      let actions = PainActions(store, now: start.adding(seconds: 40 * 86_400))
      let pain = try actions.make(of: [ticket], by: .system)
      let id = try actions.attempt(pain, "Retry", .code, department: nil, release: .version("2.0"), by: .system)
      return (pain, try unwrap(try store.painAttempt(id)))
    }
    (self.scene, self.pain, self.attempt) = (scene, pain, attempt)
  }

  /// Four weeks before the release and four after. Each day so many installations report, each another one.
  mutating func live(_ store: any Store, before: Int, after: Int, newInstallations: Int = 300) async throws {
    let (app, release) = (scene.app, release)
    try await store.write { store in
      for day in Int64(-28)..<28 {
        let (version, count) = day < 0 ? ("1.9", 300) : ("2.0", newInstallations)
        for number in 0..<count {
          try store.countActive(
            reportID(UInt64(number) + 1, at: start), app: app,
            on: ExposureDay(day: release + day, version: version, segment: nil, channel: "store", installations: 1),
            by: .heartbeats)
        }
      }
    }
    for day in Int64(-28)..<28 {
      for number in 0..<(day < 0 ? before : after) {
        try await report(store, installation: UInt64((day + 28) % 28 * 5) + UInt64(number) + 1, day: day)
      }
    }
  }

  /// Counted from the release.
  mutating func report(_ store: any Store, installation: UInt64, day: Int64) async throws {
    try await scene.send(
      store, PainSender(version: day < 0 ? "1.9" : "2.0", day: day + 40, installation: installation))
  }

  mutating func send(_ store: any Store, _ sender: PainSender) async throws -> Int64 {
    try await scene.send(store, sender)
  }

  func judge(_ store: any Store, onDay day: Int64) async throws -> AttemptVerdict? {
    let now = Timestamp(milliseconds: (release + day) * 86_400_000)
    let (pain, attempt) = (pain, attempt)
    return try await store.write { store in
      let judge = AttemptJudge(store, now: now)
      guard let verdict = try judge.judge(attempt, earlier: store.attemptVerdicts(of: pain)[attempt.id]) else {
        return nil
      }
      try expect(try store.saveAttemptVerdict(verdict))
      return verdict
    }
  }
}
