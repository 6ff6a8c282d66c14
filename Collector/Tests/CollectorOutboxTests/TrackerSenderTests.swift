// Issues on a tracker that listens and checks each request by the vendor's schema: opened once whatever happens, followed, and what
// went wrong said in words.
import CollectorCore
import Foundation
import TellbackWire
import TestReceiver
import Testing

@testable import CollectorOutbox

@Suite struct TrackerSenderTests {
  @Test(arguments: TrackerKind.allCases)
  func `an issue is opened, closed there with its version, and reopened`(_ kind: TrackerKind) async throws {
    try await TrackerDesk.with(kind) { house in
      house.start()
      try await house.open()
      let open = try await house.waits(for: .open)
      #expect(open.number == 1 && open.title == nil && open.body == nil)
      let page = kind == .github ? "/acme/shop/issues/1" : "/acme/shop/-/issues/1"
      #expect(open.url == house.tracker.address + page, "an address elsewhere is not believed")
      let there = try #require(house.tracker.issues.first)
      #expect(there.title == "Saving fails for [mail]" && there.labels == ["bug"])
      #expect(there.body.hasPrefix("https://desk.example.com/tickets/\(house.ticket)\n"))
      #expect(there.body.hasSuffix("\n\n<!-- tellback-issue \(open.marker) -->"))
      #expect(!there.body.contains("ann@example.com"))
      house.tracker.change(1) { ($0.isClosed, $0.milestone) = (true, "2.1") }
      house.advance(TrackerLimits.pollSeconds)
      let closed = try await house.waits(for: .closed)
      #expect(closed.version == "2.1" && closed.proposesResolving && !closed.isNotPlanned)
      house.tracker.change(1) { $0.isClosed = false }
      house.advance(TrackerLimits.slowPollSeconds)
      _ = try await house.waits(for: .open)
      let number = house.ticket
      let told = try await house.desk.store.read { try $0.newestEvents(ofTicket: number, limit: 20) }
        .filter { $0.kind == .issueTied || $0.kind == .issueMoved }
      #expect(told.compactMap(\.detail) == ["acme/shop#1", "closed acme/shop#1 2.1", "reopened acme/shop#1"])
      #expect(told.first?.actor == Desk.ann && told.last?.actor == .system)
      #expect(house.tracker.asked("create").count == 1)
    }
  }

  @Test func `an issue that has not changed costs the tracker a 304, and one closed as not planned says so`()
    async throws
  {
    try await TrackerDesk.with { house in
      house.start()
      try await house.open()
      _ = try await house.waits(for: .open)
      for round in 1...3 {
        house.advance(TrackerLimits.pollSeconds)
        try await eventually("a look") { house.tracker.asked("get").count == round }
        // The outcome is on disk before the clock goes on: until then it is only taken, for a minute.
        let next = house.desk.now.adding(seconds: TrackerLimits.pollSeconds)
        try await eventually("its note") { try await house.issue()?.dueAt ?? Desk.noon >= next }
      }
      let looks = house.tracker.asked("get")
      #expect(looks.map(\.status) == [200, 304, 304])
      #expect(looks.map { $0.condition == nil } == [true, false, false])
      house.tracker.change(1) { ($0.isClosed, $0.reason) = (true, "not_planned") }
      house.advance(TrackerLimits.pollSeconds)
      let closed = try await house.waits(for: .closed)
      #expect(closed.isNotPlanned && closed.version == nil)
    }
  }

  // What a tracker answers that refuses: the status, its words, and what stands on the ticket.
  static let refusals: [(Int, String, [String])] = [
    (401, #"{"message":"Bad credentials"}"#, ["does not take the token", "Bad credentials"]),
    (403, #"{"message":"Resource not accessible"}"#, ["may not do this", "Resource not accessible"]),
    (404, "<html>", ["no such project"]), (410, "{}", ["issues turned off"]),
    (422, #"{"message":"Validation Failed","errors":[{"field":"title","code":"too_long"}]}"#, ["title too_long"]),
    (400, "", ["does not take the issue"]), (301, "", ["no redirect is followed"]), (307, "", ["was moved"]),
    (418, "{}", ["does not take the request"]),
  ]

  @Test(arguments: refusals)
  func `a refusal ends in words, and 'try again' tries again`(_ status: Int, _ body: String, _ says: [String])
    async throws
  {
    try await TrackerDesk.with { house in
      house.tracker.set { _, count in
        count > 0
          ? .work : .answer(status, body: body, headers: status < 400 ? [("Location", "http://127.0.0.1:1/")] : [])
      }
      house.start()
      let id = try await house.open()
      let failed = try await house.waits(for: .failed)
      for words in says { #expect(OutgoingProblem.told(failed.error ?? "").contains(words), "\(failed.error ?? "")") }
      #expect(failed.status == status && failed.dueAt == nil)
      let problem = try await house.desk.store.read { try $0.tracker(1)?.problem }
      #expect(problem == failed.error)
      #expect(!house.desk.lines.withLock { $0 }.joined().contains(TestTracker.token))
      let (ticket, now) = (house.ticket, house.desk.now)
      try await house.desk.store.write { try TicketActions($0, now: now).retryIssue(id, of: ticket) }
      house.advance(0)
      _ = try await house.waits(for: .open)
      #expect(house.tracker.issues.count == 1)
      #expect(try await house.desk.store.read { try $0.tracker(1)?.problem } == nil)
    }
  }

  @Test func `a token that a tracker repeats comes into no log`() async throws {
    try await TrackerDesk.with { house in
      house.tracker.set { _, _ in .answer(401, body: "{\"message\":\"Bad token \(TestTracker.token)!\"}") }
      house.start()
      try await house.open()
      let failed = try await house.waits(for: .failed)
      #expect(OutgoingProblem.told(failed.error ?? "").contains("Bad token …!"), "\(failed.error ?? "")")
    }
  }

  @Test(
    arguments: [
      (403, [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "1790000500")], TrackerKind.github),
      (429, [("Retry-After", "500")], .github),
      (429, [("RateLimit-Remaining", "0"), ("RateLimit-Reset", "1790000500")], .gitlab),
    ] as [(Int, [(String, String)], TrackerKind)])
  func `a tracker that wants no more requests gets none until its time`(
    _ status: Int, _ headers: [(String, String)], _ kind: TrackerKind
  ) async throws {
    try await TrackerDesk.with(kind) { house in
      house.tracker.set { _, count in count > 0 ? .work : .answer(status, headers: headers) }
      house.start()
      try await house.open()
      let held = try await house.waitsForFailure(1)
      #expect(held.state == .waiting && !held.isSent)
      #expect(try await house.desk.store.read { try $0.tracker(1)?.heldUntil } == Desk.noon.adding(seconds: 500))
      let due = try await house.desk.store.read {
        try $0.dueTrackerIssues(at: Desk.noon.adding(seconds: 499), limit: 5)
      }
      #expect(due.isEmpty)
      house.advance(600)
      _ = try await house.waits(for: .open)
      #expect(house.tracker.asked("list").isEmpty, "nothing happened there, so nothing is searched for")
    }
  }

  @Test(arguments: TrackerKind.allCases)
  func `an answer of 500 after the work was done opens no second issue`(_ kind: TrackerKind) async throws {
    try await TrackerDesk.with(kind) { house in
      house.tracker.set { operation, _ in operation == "create" ? .workThenAnswer(500) : .work }
      house.start()
      try await house.open()
      let unknown = try await house.waitsForFailure(1)
      #expect(unknown.isSent && unknown.state == .waiting)
      // It may still be at work, so the search waits.
      house.advance(TrackerLimits.unknownSeconds - 1)
      #expect(house.tracker.asked("list").isEmpty)
      house.advance(600)
      #expect(try await house.waits(for: .open).number == 1)
      #expect(house.tracker.issues.count == 1 && house.tracker.asked("create").count == 1)
    }
  }

  @Test func `an answer that is no issue, and one that is cut off, open no second one`() async throws {
    for body in ["", "[]", "{\"number\":0}", "{\"number\":1", "<html>ok</html>"] {
      try await TrackerDesk.with { house in
        house.tracker.set { operation, _ in operation == "create" ? .workThenAnswer(201, body: body) : .work }
        house.start()
        try await house.open()
        #expect(try await house.waitsForFailure(1).isSent)
        house.advance(600)
        _ = try await house.waits(for: .open)
        #expect(house.tracker.issues.count == 1, "after \(body)")
      }
    }
  }

  @Test func `a tracker that hangs is given up, searched, and asked once more where nothing was opened`() async throws {
    for works in [true, false] {
      try await TrackerDesk.with { house in
        house.tracker.set { operation, count in
          operation == "create" && count == 0 ? .hang(works: works) : .work
        }
        house.start(requestMilliseconds: 4_000)
        try await house.open()
        try await eventually("the request") { house.tracker.asked("create").count == 1 }
        #expect(try await OutgoingProblem.told(house.waitsForFailure(1).error ?? "").contains("not reached"))
        // What follows may take its time.
        await house.stop()
        house.start()
        house.advance(600)
        _ = try await house.waits(for: .open)
        #expect(house.tracker.issues.count == 1)
        #expect(house.tracker.asked("create").count == (works ? 1 : 2))
      }
    }
  }

  @Test func `a collector that stops in the middle searches before it posts again`() async throws {
    for works in [true, false] {
      try await TrackerDesk.with { house in
        house.tracker.set { operation, count in
          operation == "create" && count == 0 ? .hang(works: works) : .work
        }
        house.start()
        try await house.open()
        try await eventually("the request") { house.tracker.asked("create").count == 1 }
        await house.stop()
        #expect(try await house.issue()?.state == .waiting)
        house.advance(TrackerLimits.unknownSeconds)
        house.start()
        _ = try await house.waits(for: .open)
        #expect(house.tracker.issues.count == 1, "where it had \(works ? "" : "not ")worked")
      }
    }
  }

  @Test func `the marker is found behind many other issues, and a search that finds no end opens nothing`() async throws
  {
    func others(_ count: Int) -> [TestTracker.Issue] {
      (1...count).map { TestTracker.Issue(number: Int64($0), title: "Other", body: "b", labels: []) }
    }
    try await TrackerDesk.with { house in
      house.tracker.set { operation, count in operation == "create" ? .workThenAnswer(502) : .work }
      house.start()
      try await house.open()
      _ = try await house.waitsForFailure(1)
      house.tracker.add(others(TrackerLimits.pageSize * 2 + 3))
      house.advance(600)
      #expect(try await house.waits(for: .open).number == 1)
      #expect(house.tracker.asked("list").count == 3)
    }
    try await TrackerDesk.with { house in
      house.tracker.set { operation, _ in operation == "create" ? .answer(502) : .work }
      house.start()
      try await house.open()
      _ = try await house.waitsForFailure(1)
      house.tracker.add(others(TrackerLimits.pageSize * TrackerLimits.pages + 1))
      house.advance(600)
      let failed = try await house.waits(for: .failed)
      #expect(OutgoingProblem.told(failed.error ?? "").contains("tie it by its address"))
      #expect(house.tracker.asked("create").count == 1)
    }
  }

  @Test func `a tracker that is down for a while gets the issue once it is back`() async throws {
    let first = try TestTracker()
    let port = first.port
    await first.stop()
    try await TrackerDesk.with { house in
      try await house.addTracker("http://127.0.0.1:\(port)")
      house.start()
      let (ticket, now) = (house.ticket, house.desk.now)
      try await house.desk.store.write { store in
        _ = try TicketActions(store, now: now).openIssue(
          of: ticket, on: 2, title: "T", body: "", marker: String(repeating: "c", count: 32), by: Desk.ann)
      }
      house.advance(0)
      #expect(try await OutgoingProblem.told(house.waitsForFailure(1).error ?? "").contains("not reached"))
      let second = try TestTracker(port: port)
      house.advance(600)
      _ = try await house.waits(for: .open)
      #expect(second.issues.count == 1 && second.problems.isEmpty)
      await second.stop()
    }
  }

  @Test func `an issue that is gone is said to be gone, and asked for no more`() async throws {
    try await TrackerDesk.with { house in
      house.start()
      try await house.open()
      _ = try await house.waits(for: .open)
      house.tracker.remove(1)
      house.advance(TrackerLimits.pollSeconds)
      let lost = try await house.waits(for: .lost)
      #expect(OutgoingProblem.told(lost.error ?? "").contains("no such issue") && lost.dueAt == nil)
    }
  }

  @Test func `an address inside is refused unless it is allowed`() async throws {
    try await TrackerDesk.with { house in
      house.start(allowsPrivate: false)
      try await house.open()
      // A plain address is not even tried; one with TLS is checked when the connection is opened.
      #expect(try await OutgoingProblem.told(house.waitsForFailure(1).error ?? "").contains("not reached"))
      #expect(house.tracker.asked.isEmpty)
    }
    try await TrackerDesk.with { house in
      try await house.addTracker("https://127.0.0.1:\(house.tracker.port)")
      house.start(allowsPrivate: false)
      let (ticket, now) = (house.ticket, house.desk.now)
      try await house.desk.store.write { store in
        _ = try TicketActions(store, now: now).openIssue(
          of: ticket, on: 2, title: "T", body: "", marker: String(repeating: "c", count: 32), by: Desk.ann)
      }
      house.advance(0)
      let failed = try await house.waits(for: .failed)
      #expect(OutgoingProblem.told(failed.error ?? "").contains("not public"), "\(failed.error ?? "")")
      #expect(house.tracker.asked.isEmpty)
    }
  }

  @Test func `a signature holds for its own body and secret alone`() {
    // Of GitHub's page 'Validating webhook deliveries', which publishes this pair for testing.
    let body = Array("Hello, World!".utf8)
    let secret = "It's a Secret to Everybody"
    let signed = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    func holds(_ kind: TrackerKind, _ secret: String, _ body: [UInt8], _ value: String?) -> Bool {
      TrackerSignature.holds(kind, secret: secret, body: body) { name in
        name == (kind == .github ? "x-hub-signature-256" : "x-gitlab-token") ? value : nil
      }
    }
    #expect(holds(.github, secret, body, signed))
    for wrong in [nil, "", "sha256=", String(signed.dropLast()) + "8", signed.uppercased()] {
      #expect(!holds(.github, secret, body, wrong))
    }
    #expect(!holds(.github, secret + "!", body, signed) && !holds(.github, secret, body + [33], signed))
    #expect(holds(.gitlab, secret, body, secret))
    #expect(!holds(.gitlab, secret, body, "It's") && !holds(.gitlab, secret, body, nil))
  }
}
