// What leaders read, by program: the week, releases, and verdicts in a pain point's ledger.
import CollectorCore
import CollectorEvidence
import CollectorHTTP
import TellbackWire
import Testing

@testable @_spi(Simulation) import CollectorServer

@Suite struct LeaderAPITests {
  @Test func `E2: the week of a token's owner holds what they watch, and nothing of an app that they do not see`()
    async throws
  {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann", .lead, scopes: [.read])
      let all = try await scene.send("GET", "/v1/week", as: token).json
      #expect((all["watches"] as? [Any])?.isEmpty == true)
      #expect((all["oldestWait"] as? [String: Any])?["ticket"] as? Int64 == min(scene.mine, scene.other))
      let now = SystemClock.now()
      try await scene.collector.store.write { [mine = scene.mine] store in
        let person = try #require(try store.accounts().first)
        let pain = try PainActions(store, now: now).make(of: [mine], by: .staff(id: person.id, name: person.name))
        let app = try #require(try store.ticket(mine)).app
        try WatchActions(store, now: now).watch(.pain(pain), of: app, by: person)
        try WatchActions(store, now: now).watch(.reporters(field: "plan", value: "pro"), of: app, by: person)
      }
      let week = try await scene.send("GET", "/v1/week", as: token).json
      let watches = try #require(week["watches"] as? [[String: Any]])
      #expect(watches.map { $0["sort"] as? String } == ["pain_point", "reporters"])
      #expect(watches.last?["name"] as? String == "plan" && watches.last?["value"] as? String == "pro")
      #expect((week["pains"] as? [[String: Any]])?.first?["title"] as? String == "Saving fails")
      #expect((week["oldestWait"] as? [String: Any])?["ticket"] as? Int64 == scene.mine)
      #expect(week["unhappiestAnswer"] == nil && week["unhappyAnswers"] as? Int == 0)
    }
  }

  @Test func `D2: a release that hurts more is read with its figures and the page responsible`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann", scopes: [.read])
      #expect((try await scene.send("GET", "/v1/releases", as: token).json["releases"] as? [Any])?.isEmpty == true)
      #expect(try await scene.send("GET", "/v1/releases?app=Nothing", as: token).code == "invalid_value")
      let now = SystemClock.now()
      try await scene.collector.store.write { [mine = scene.mine] store in
        let app = try #require(try store.ticket(mine)).app
        var seen = RateComparison(mixture: .release)
        seen.add(new: 80, old: 200, share: 1.0 / 11)
        let watch = ReleaseWatch(
          app: app, version: "2.1", predecessor: "2.0", source: .heartbeats, firstDay: 20_000, flaggedAt: now)
        let id = try #require(
          try store.addReleaseWatch(watch, channels: [ReleaseChannel(name: "beta", weight: 1, comparison: seen)]))
        try store.saveReleasePlace(
          ReleasePlace(kind: .page, name: "/pay", comparison: seen, flaggedAt: now), of: id)
        try store.saveReleasePlace(ReleasePlace(kind: .page, name: "/quiet"), of: id)
        let today = ExposureDay.day(of: now)
        try store.countAtPlace(
          .error, "CardError", app: app, installation: ReportID(at: now, random: (1, 1)), day: today, today: today - 20)
        let place = try #require(try store.watchedPlaces(of: app).first)
        #expect(try store.saveSpike(ofPlace: place.id, week: PainWeek.of(now), at: now))
      }
      let releases = try #require(
        try await scene.send("GET", "/v1/releases?app=Alpha", as: token).json["releases"] as? [[String: Any]])
      let release = try #require(releases.first)
      #expect(release["version"] as? String == "2.1" && release["countedBy"] as? String == "heartbeats")
      #expect(release["over"] as? Bool == false)
      let channel = try #require((release["channels"] as? [[String: Any]])?.first)
      #expect(channel["name"] as? String == "beta" && channel["newReports"] as? Int == 80)
      #expect((channel["lower"] as? Double ?? 0) > 1 && channel["upper"] is Double)
      #expect((release["responsible"] as? [[String: Any]])?.compactMap { $0["page"] as? String } == ["/pay"])
      for path in ["/v1/releases?app=Alpha", "/v1/week"] {
        let spikes = try await scene.send("GET", path, as: token).json["spikes"] as? [[String: Any]]
        let spike = try #require(spikes?.first)
        #expect(spike["error"] as? String == "CardError" && spike["page"] == nil && spike["newReports"] as? Int == 1)
        #expect(spike["flaggedAt"] is Int64 && spike["week"] is Int64 && spike["app"] as? String == "Alpha")
      }
      #expect(
        (try await scene.send("GET", "/v1/releases?app=Bravosecret%20shop", as: token).json["releases"] as? [Any])?
          .isEmpty == true)
    }
  }

  @Test func `C4: a verdict stands with its attempt, and what is not bounded has no member`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann", scopes: [.read])
      let now = SystemClock.now()
      let pain = try await scene.collector.store.write { [mine = scene.mine] store in
        let ann = Actor.staff(id: 1, name: "ann")
        let actions = PainActions(store, now: now)
        let pain = try actions.make(of: [mine], by: ann)
        for verdict in [Verdict.fell, .notEnoughExposure] {
          let attempt = try actions.attempt(pain, "Try", .code, department: nil, release: .version("2.1"), by: ann)
          #expect(
            try store.saveAttemptVerdict(
              AttemptVerdict(
                attempt: attempt, verdict: verdict, saidAt: verdict == .fell ? now : nil, releaseDay: 20_000,
                ratio: verdict == .fell ? 0.25 : nil,
                interval: verdict == .fell ? RateInterval(lower: 0.1, upper: 0.6) : .unknown, newReports: 3,
                judgedAt: now)))
          guard verdict == .fell else { continue }
          let active = RisenPain.Change(
            days: RisenPain.Days(new: 100, old: 900), reports: RisenPain.Days(new: 7, old: 20), ratio: 2.5,
            interval: RateInterval(lower: 1.5, upper: .infinity))
          let reached = RisenPain.Change(
            days: RisenPain.Days(new: 90, old: 300), reports: RisenPain.Days(new: 6, old: 19), ratio: nil,
            interval: RateInterval(lower: 0.5, upper: 1.25))
          let risen = RisenPain(
            attempt: attempt, pain: pain, finding: .newlyExposed, active: active, reached: reached)
          try store.saveRisenPains([risen], of: attempt)
        }
        try actions.attempt(pain, "Planned", .code, department: nil, release: nil, by: ann)
        return pain
      }
      let attempts = try #require(
        try await scene.send("GET", "/v1/pain-points/\(pain)", as: token).json["attempts"] as? [[String: Any]])
      let verdicts = attempts.map { $0["verdict"] as? [String: Any] }
      #expect(verdicts.map { $0?["verdict"] as? String } == ["fell", "not_enough_exposure", nil])
      #expect(verdicts[0]?["ratio"] as? Double == 0.25 && verdicts[0]?["upper"] as? Double == 0.6)
      let risen = try #require(attempts[0]["risen"] as? [[String: Any]])
      #expect(risen.count == 1 && attempts[1]["risen"] == nil)
      #expect(risen[0]["painPoint"] as? Int64 == pain && risen[0]["finding"] as? String == "newly_exposed")
      let (active, reached) = (risen[0]["active"] as? [String: Any], risen[0]["reached"] as? [String: Any])
      #expect(active?["oldDays"] as? Int == 900 && active?["ratio"] as? Double == 2.5 && active?["upper"] == nil)
      #expect(reached?["newDays"] as? Int == 90 && reached?["ratio"] == nil && reached?["upper"] as? Double == 1.25)
      #expect(verdicts[1]?["ratio"] == nil && verdicts[1]?["upper"] == nil && verdicts[1]?["saidAt"] == nil)
    }
  }
}
