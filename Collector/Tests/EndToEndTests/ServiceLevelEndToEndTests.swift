// Service levels of a running collector over a socket: due to the second, missed while it was down, told once through a kill, limits.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@Suite struct ServiceLevelEndToEndTests {
  let collector: CollectorProcess

  init() throws { collector = CollectorProcess(try TestFolder()) }

  /// What an admin would save on the board, and a report that came five hours ago and that nobody has looked at.
  private func prepare(_ app: String) async throws {
    let store = try collector.openStore()
    let moment = now()
    let always = BusinessCalendar(
      id: 1, name: "Always", zone: "Europe/Zurich",
      week: Array(repeating: [BusinessWindow(from: 0, to: 1_440)], count: 7))
    let account = try await store.write { store -> Int64 in
      let account = try #require(try store.account(email: "ann@example.com")).id
      try store.saveServiceRules(
        ServiceSettings(
          calendars: [always],
          targets: [ServiceTarget(id: 2, calendar: 1, firstAnswer: 240, nextAnswer: 240, resolution: 2_400)],
          limits: WorkLimits(total: 1),
          notices: NoticeRules(warnMinutes: 60, escalateMinutes: 0, escalated: [account])), by: "Ann", account: account,
        at: moment.adding(seconds: -86_400))
      return account
    }
    #expect(account > 0)
    let old = newReport("Printing fails", id: ReportID(at: moment.adding(seconds: -18_000), random: (1, 1)))
    let id = try #require(try await store.read { try $0.app(named: app) }).id
    let incoming = IncomingReport(
      id: old.id, app: id, installation: nil, receivedAt: moment.adding(seconds: -18_000), sentAt: nil,
      body: old.encoded())
    _ = try await withCheckedThrowingContinuation { continuation in
      store.ingest([incoming], from: nil) { continuation.resume(with: $0) }
    }
    await store.close()
  }

  private func levels(_ staff: Client, _ number: Int) async throws -> [String: [String: Any]] {
    let answer = try await staff.send("GET", "/v1/tickets/\(number)")
    let ticket = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
    let list = ticket?["serviceLevel"] as? [[String: Any]] ?? []
    return Dictionary(list.compactMap { level in (level["metric"] as? String).map { ($0, level) } }) { first, _ in first
    }
  }

  private func kinds(_ staff: Client) async throws -> [String] {
    let answer = try await staff.send("GET", "/v1/tickets/1/events")
    let page = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
    return (page?["events"] as? [[String: Any]] ?? []).compactMap { $0["kind"] as? String }
  }

  // Practice B7.
  @Test func `B7: due times by a calendar, a missed one told once through a kill, and a limit that needs a reason`()
    async throws
  {
    let key = try await collector.createApp("shop")
    let admin = try await Tool.run(
      ["user", "create", "ann@example.com", "--role", "admin", "--data", collector.data], input: "long enough\n")
    #expect(admin.status == 0, "\(admin.errors)")
    let scopes = ["read", "answer", "claim", "move", "take_over"].flatMap { ["--scope", $0] }
    let token = try await Tool.run(
      ["user", "token", "create", "ann@example.com", "Bot"] + scopes + ["--data", collector.data])
    let secret = try #require(token.lines.last)
    try await prepare("shop")
    try await collector.start(["--undo-seconds", "0"])
    var staff = Client(base: try collector.url, key: secret, installation: nil)
    // It came due an hour ago, while the collector was down.
    try await eventually("the escalation") { try await kinds(staff).contains("escalated") }
    #expect(try await kinds(staff) == ["opened", "breached", "escalated"])
    let missed = try #require(try await levels(staff, 1)["first_answer"])
    #expect(missed["state"] as? String == "breached")
    let (started, breached) = (missed["startedAt"] as? Int64 ?? 0, missed["breachedAt"] as? Int64 ?? 0)
    #expect(breached - started == 4 * 3_600_000)
    #expect(try await levels(staff, 1)["resolution"]?["state"] as? String == "running")
    // A report of now is due in four hours to the millisecond.
    let sender = Client(base: try collector.url, key: key, installation: nil)
    #expect(try await sender.report(newReport("Saving fails")).status == 202)
    try await eventually("the second ticket") { try await !levels(staff, 2).isEmpty }
    let fresh = try #require(try await levels(staff, 2)["first_answer"])
    #expect((fresh["dueAt"] as? Int64 ?? 0) - (fresh["startedAt"] as? Int64 ?? 0) == 4 * 3_600_000)
    // What is due first comes first.
    let list = try await staff.send("GET", "/v1/tickets?order=due").text
    let places = ["\"number\":1,", "\"number\":2,"].compactMap { list.range(of: $0)?.lowerBound }
    #expect(places.count == 2 && places[0] < places[1])
    try await collector.crash()
    try await collector.start(["--undo-seconds", "0"])
    staff = Client(base: try collector.url, key: secret, installation: nil)
    // One ticket each: the second claim needs a reason, and the history keeps it.
    func claim(_ number: Int, _ body: String) async throws -> Answer {
      try await staff.send("POST", "/v1/tickets/\(number)/claim", Array(body.utf8))
    }
    #expect(try await claim(1, "{}").status == 200)
    let refused = try await claim(2, "{}")
    #expect(refused.status == 409 && refused.text.contains("limit_reached") && refused.text.contains("which is 1"))
    #expect(try await claim(2, #"{"reason":"The customer is on the phone"}"#).status == 200)
    let answered = try await staff.send(
      "POST", "/v1/tickets/1/answers", Array(#"{"text":"Sorry for the wait"}"#.utf8), headers: ["If-Match": "*"])
    #expect(answered.status == 201)
    #expect(try await levels(staff, 1)["first_answer"]?["state"] as? String == "ended")
    #expect(try await kinds(staff) == ["opened", "breached", "escalated", "claimed", "answered"])
    #expect(try await collector.stop() == 0)
    let store = try collector.openStore()
    let (notices, result, events) = try await store.read { store in
      (
        try store.serviceNotices(after: 0, limit: 10), try store.serviceResults(ofTicket: 1).last,
        try store.events(ofTicket: 2, after: 0, limit: 20)
      )
    }
    #expect(notices.map(\.kind) == [.breached] && notices.map(\.ticket) == [1])
    #expect(result?.isMissed == true && result?.metric == .firstAnswer)
    #expect(events.contains { $0.kind == .limitExceeded && $0.text == "The customer is on the phone" })
    await store.close()
    #expect(try collector.errors().isEmpty)
  }
}
