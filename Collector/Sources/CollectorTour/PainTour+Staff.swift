// What Kim does in the tour, and what the pages would show.
import CollectorCore
import TellbackWire

extension PainTour {
  func tickets() async throws -> [String] {
    try await store.read { reads in
      try reads.tickets(TicketQuery(order: .reporters)).tickets.map {
        "#\($0.number) \($0.title) (\(Self.people($0.reporterCount)))"
      }
    }
  }

  /// The two pain points: refused vouchers and missing delivery dates.
  func gather() async throws -> (vouchers: Int64, delivery: Int64) {
    let now = Self.noon(21)
    return try await store.write { [kim] store in
      let tickets = try store.tickets(TicketQuery(order: .oldest)).tickets
      let actions = PainActions(store, now: now)
      func make(_ page: String, _ title: String, _ department: String) throws -> Int64 {
        let numbers = tickets.filter { $0.page == page }.map(\.number)
        let pain = try actions.make(of: numbers, title: title, by: kim)
        guard let point = try store.painPoint(pain) else { throw TourError(description: "No pain point was made.") }
        var facts = point.facts
        facts.department = department
        try actions.change(pain, to: facts, revision: point.revision, by: kim)
        return pain
      }
      let vouchers = try make("/till", "Vouchers are refused", "Payments")
      return (vouchers, try make("/orders", "The delivery date is missing", "Logistics"))
    }
  }

  /// What hurts most first.
  func ranking(at day: Int64) async throws -> [String] {
    let now = Self.noon(day)
    return try await store.read { [app] reads in
      let points = try reads.painPoints(in: .app(app), limit: 10)
      return try PainRanking(of: points, in: .app(app), at: now, reads).ranks.enumerated().map { place, rank in
        let title = points.first { $0.number == rank.pain }?.title ?? ""
        return
          "\(place + 1). Pain point \(rank.pain), \(title): \(Self.number(rank.now)) people a week, \(Self.number(rank.before)) in the month before"
      }
    }
  }

  func help(_ pain: Int64) async throws {
    let now = Self.noon(21)
    try await store.write { [kim] store in
      let actions = PainActions(store, now: now)
      try actions.help(pain, "AUTUMN-10 works instead.", publishedAs: "Vouchers are refused", by: kim)
      try actions.decide(pain, .fix, reason: "It costs orders.", by: kim)
      while try TicketActions(store, now: now).sendDue(limit: 20) > 0 {}
    }
  }

  func reach(of pain: Int64, at day: Int64) async throws -> [String] {
    let now = Self.noon(day)
    return try await store.read { reads in
      let reach = try reads.painReach(of: pain)
      let offers = try PainOffers(of: pain, reads.painTickets(of: pain), to: now, reads)
      var lines = ["Told \(Self.people(reach.told)); \(reach.cameBack) reported it again within seven days."]
      if offers.counts.offered > 0 {
        lines.append(
          "Offered \(offers.counts.offered) times before anybody wrote: \(offers.counts.taken) read it, \(offers.counts.wroteAnyway) wrote anyway, \(offers.withheld) wrote nothing, helped or not."
        )
      }
      return lines
    }
  }

  /// An attempt that is released in version 1.5; its tickets are resolved by it.
  func fix(_ pain: Int64) async throws -> PainAttempt {
    let now = Self.noon(Self.release)
    return try await store.write { [kim] store in
      let actions = PainActions(store, now: now)
      let id = try actions.attempt(
        pain, "Codes with several words are read", .code, department: "Payments", release: .version("1.5"), by: kim)
      let desk = TicketActions(store, now: now)
      for ticket in try store.painTickets(of: pain) {
        try desk.claim(ticket, by: kim)
        try desk.resolve(ticket, as: .code, fix: .version("1.5"), note: "Vouchers may have several words now.", by: kim)
      }
      while try desk.sendDue(limit: 20) > 0 {}
      guard let attempt = try store.painAttempt(id) else { throw TourError(description: "The attempt is not kept.") }
      return attempt
    }
  }

  /// As the collector does each hour.
  func judge(_ attempt: PainAttempt, at day: Int64) async throws -> String {
    let now = Self.noon(day)
    return try await store.write { store in
      let earlier = try store.attemptVerdicts(of: attempt.pain)[attempt.id]
      guard let verdict = try AttemptJudge(store, now: now).judge(attempt, earlier: earlier) else {
        return "Not judged yet: nobody was seen with it."
      }
      _ = try store.saveAttemptVerdict(verdict)
      let seen =
        "\(verdict.newReports) reported it with the fix, where \(Self.number(verdict.expected)) would have without; \(verdict.oldReports) did before"
      switch verdict.verdict {
      case .fell:
        return "Pain fell: \(seen). The rate is at most \(Self.number(verdict.interval.upper * 100)) % of what it was."
      case .unchanged: return "Unchanged: \(seen)."
      case .worse: return "Worse: \(seen)."
      case .notEnoughExposure: return "Not enough exposure yet: \(seen)."
      }
    }
  }

  private static func people(_ count: Int64) -> String { count == 1 ? "1 person" : "\(count) people" }

  /// With one digit behind the point.
  private static func number(_ value: Double) -> String {
    let tenths = Int64((min(max(value, 0), 1e12) * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
