// The pages of trackers, and issues on a ticket: the form shows what is sent, a token is never shown, and a closed issue proposes.
import CollectorCore
import CollectorHTTP
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct TrackerPageTests {
  private let page = "/settings/trackers"
  private static let token = "ghp_verysecret"

  private func withHouse(
    _ role: StaffRole = .admin, _ body: (BoardFixture, Visitor, Int64) async throws -> Void
  ) async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: role)
      let ada = try await house.signIn()
      let app = try await house.addApp("Shop")
      try await house.receive(
        makeReport("Saving fails, write to ann@example.com") { $0.contact = "ann@example.com" }, app: app)
      let number = try await house.store.read { try #require(try $0.tickets(TicketQuery()).tickets.first).number }
      try await body(house, ada, number)
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  private func form(_ ada: Visitor, _ more: [(String, String)] = []) -> [(String, String)] {
    let base = [
      ("form_token", ada.token), ("app", "1"), ("name", "GitHub"), ("kind", "github"),
      ("address", "https://github.com/"),
      ("project", "acme/shop"), ("token", Self.token), ("label", "bug"), ("title", "{title}"),
      ("body", "{link}\n{kind}"),
    ]
    return base.filter { one in !more.contains { $0.0 == one.0 } } + more
  }

  private func issue(_ house: BoardFixture, _ id: Int64 = 1) async throws -> TrackerIssue? {
    try await house.store.read { try $0.trackerIssue(id) }
  }

  private func note(_ facts: IssueFacts, _ house: BoardFixture, issue: Int64 = 1) async throws {
    let now = house.clock.now
    try await house.store.write {
      try TrackerWork($0, now: now).note(TrackerOutcome(.issue(facts, etag: nil)), of: issue, tracker: 1, spread: 0)
    }
  }

  @Test func `a tracker is added, its token is never shown again, and an empty one keeps it`() async throws {
    try await withHouse { house, ada, _ in
      #expect(try await house.get(page, as: ada).text.contains("No tracker yet"))
      let made = try await house.post(page, form(ada), as: ada)
      let tracker = try #require(try await house.store.read { try $0.tracker(1) })
      #expect(made.status == 200 && made.text.contains(tracker.hookSecret) && made.text.contains("/v1/trackers/1/hook"))
      #expect(tracker.token == Self.token && tracker.settings.address == "https://github.com")
      #expect(tracker.settings.label == "bug")
      for target in [page, "\(page)/1"] {
        let text = try await house.get(target, as: ada).text
        #expect(text.contains("GitHub") && !text.contains(Self.token) && !text.contains(tracker.hookSecret))
      }
      let saved = try await house.post(
        "\(page)/1", form(ada, [("act", "save"), ("token", ""), ("name", "Hub")]), as: ada)
      #expect(saved.status == 303)
      #expect(try await house.store.read { try $0.tracker(1)?.token } == Self.token)
      let renewed = try await house.post("\(page)/1", [("form_token", ada.token), ("act", "hook")], as: ada)
      let after = try #require(try await house.store.read { try $0.tracker(1) })
      #expect(after.hookSecret != tracker.hookSecret && renewed.text.contains(after.hookSecret))
      let audit = try await house.get("/audit", as: ada).text
      #expect(
        audit.contains("Added a tracker") && audit.contains("github.com/acme/shop") && !audit.contains(Self.token))
    }
  }

  static let wrong: [(field: String, value: String, says: String)] = [
    ("name", " ", "Give the tracker a name."), ("address", "http://github.com", "must begin with https://"),
    ("address", "https://github.com/?a=b", "must not hold a ?"), ("api", "ftp://x", "Write a whole address"),
    ("project", "shop", "owner/name"), ("project", "a/../b", "owner/name"), ("project", "a/b c", "owner/name"),
    ("token", "two words", "without blanks"), ("token", "", "needs a token"),
    ("label", String(repeating: "x", count: 101), "101 bytes"), ("title", " ", "The title is empty"),
    ("body", "{contact}", "{contact}"), ("app", "99", "Choose an app"),
  ]

  @Test(arguments: wrong)
  func `what is wrong is said beside its field, and what was typed is kept`(
    _ field: String, _ value: String, _ says: String
  ) async throws {
    try await withHouse { house, ada, _ in
      let answer = try await house.post(page, form(ada, [(field, value)]), as: ada)
      #expect(answer.status == 422 && answer.text.contains(says), "\(field): \(answer.status)")
      #expect(answer.text.contains("new-tracker-\(field)-error"))
      #expect(answer.text.contains("{kind}") || field == "body")
      // What was typed as a token does not come back.
      #expect(!answer.text.contains(Self.token))
    }
  }

  @Test func `the form shows exactly what is sent, without contact, and two presses open one`() async throws {
    try await withHouse { house, ada, number in
      _ = try await house.post(page, form(ada), as: ada)
      let ticket = try await house.get("/tickets/\(number)", as: ada).text
      #expect(ticket.contains("Saving fails, write to [mail]"))
      #expect(ticket.contains("Tellback, ticket \(number)\nproblem"))
      let panel = try #require(ticket.range(of: "id=\"open-issue-1\""))
      let shown = ticket[panel.lowerBound...].prefix(3_000)
      #expect(!shown.contains("ann@example.com") && shown.contains("Label: "))
      let sent = [
        ("form_token", ada.token), ("act", "open"), ("tracker", "1"), ("title", "Saving fails"), ("body", "Only this"),
      ]
      #expect(try await house.post("/tickets/\(number)/issues", sent, as: ada).status == 303)
      let wanted = try #require(try await issue(house))
      #expect(wanted.title == "Saving fails" && wanted.body == "Only this" && wanted.by == "Ada Keller")
      let again = try await house.post("/tickets/\(number)/issues", sent, as: ada)
      #expect(again.status == 422 && again.text.contains("is being opened there"))
      #expect(try await issue(house, 2) == nil)
    }
  }

  @Test func `a closed issue proposes resolving with its version, in both languages, and reopening takes it back`()
    async throws
  {
    try await withHouse { house, ada, number in
      _ = try await house.post(page, form(ada), as: ada)
      let tie = [
        ("form_token", ada.token), ("act", "tie"), ("url", "https://github.com/acme/shop/issues/12"),
      ]
      #expect(try await house.post("/tickets/\(number)/issues", tie, as: ada).status == 303)
      func ticket() async throws -> String { try await house.get("/tickets/\(number)", as: ada).text }
      #expect(try await ticket().contains("href=\"https://github.com/acme/shop/issues/12\""))
      #expect(try await !ticket().contains("issue-proposal"))
      try await note(IssueFacts(number: 12, isClosed: true, version: "2.1"), house)
      let closed = try await ticket()
      #expect(closed.contains("issue-proposal") && closed.contains("name=\"fixed-in\" maxlength=\"100\" value=\"2.1\""))
      #expect(closed.contains("was closed in"))
      let list = try await house.get("/?issue=proposed", as: ada).text
      #expect(list.contains("/tickets/\(number)") && list.contains("Issue #12 closed"))
      #expect(try await !house.get("/?issue=open", as: ada).text.contains("/tickets/\(number)\""))
      try await note(IssueFacts(number: 12), house)
      let reopened = try await ticket()
      #expect(!reopened.contains("issue-proposal") && reopened.contains("was reopened"))
      // What it proposes is one press: the form that resolves comes filled in.
      try await note(IssueFacts(number: 12, isClosed: true, version: "2.1"), house)
      let seen = try await house.store.read { try $0.newestEvents(ofTicket: number, limit: 1).last?.id ?? 0 }
      let resolved = try await house.post(
        "/tickets/\(number)",
        [
          ("form_token", ada.token), ("act", "resolve"), ("resolution", "code"), ("fixed-in", "2.1"),
          ("seen", "\(seen)"),
        ], as: ada)
      #expect(resolved.status == 303)
      #expect(try await house.store.read { try $0.ticket(number)?.fixedIn } == "2.1")
      #expect(try await issue(house)?.proposesResolving == false)
    }
  }

  @Test func `it stays open where somebody says so, and whoever may not move sees no form`() async throws {
    try await withHouse { house, ada, number in
      _ = try await house.post(page, form(ada), as: ada)
      let path = "/tickets/\(number)/issues"
      let token = ("form_token", ada.token)
      _ = try await house.post(
        path, [token, ("act", "tie"), ("url", "https://github.com/acme/shop/issues/12")], as: ada)
      try await note(IssueFacts(number: 12, isClosed: true, isNotPlanned: true), house)
      #expect(try await house.get("/tickets/\(number)", as: ada).text.contains("as not planned"))
      _ = try await house.post(path, [token, ("act", "settle"), ("issue", "1")], as: ada)
      #expect(try await !house.get("/tickets/\(number)", as: ada).text.contains("issue-proposal"))
      try await house.addAccount("lea@example.com", name: "Lea", role: .lead)
      let lea = try await house.signIn("lea@example.com")
      let seen = try await house.get("/tickets/\(number)", as: lea).text
      #expect(seen.contains("acme/shop#12") && !seen.contains("open-issue-1") && !seen.contains("tie-issue"))
      #expect(try await house.get(page, as: lea).status == 403)
      let refused = try await house.post(path, [("form_token", lea.token), ("act", "untie"), ("issue", "1")], as: lea)
      #expect(refused.status == 403)
      let bad = try await house.post(
        path, [token, ("act", "tie"), ("url", "https://evil.example/acme/shop/issues/1")], as: ada)
      #expect(bad.status == 422 && bad.text.contains("tie-issue-url-error"))
      _ = try await house.post(path, [token, ("act", "untie"), ("issue", "1")], as: ada)
      #expect(try await issue(house) == nil)
      #expect(try await house.get("/tickets/\(number)", as: ada).text.contains("untied the issue"))
    }
  }

  @Test func `what failed says why, on the ticket and in the log, and is tried again from both`() async throws {
    try await withHouse { house, ada, number in
      _ = try await house.post(page, form(ada), as: ada)
      let now = house.clock.now
      func fail() async throws {
        try await house.store.write { store in
          _ = try TrackerWork(store, now: now).take(except: [], limit: 1)
          let failure = TrackerFailure(.refused, OutgoingProblem(.noProject, 404), status: 404)
          try TrackerWork(store, now: now).note(TrackerOutcome(.failed(failure)), of: 1, tracker: 1, spread: 0)
        }
      }
      let token = ("form_token", ada.token)
      let path = "/tickets/\(number)/issues"
      _ = try await house.post(
        path, [token, ("act", "open"), ("tracker", "1"), ("title", "T"), ("body", "B")], as: ada)
      for place in [path, "\(page)/1"] {
        try await fail()
        for target in ["/tickets/\(number)", "\(page)/1"] {
          let text = try await house.get(target, as: ada).text
          #expect(text.contains("there is no such project") && text.contains("Try again"), "\(target)")
        }
        #expect(try await house.get(page, as: ada).text.contains("Failing"))
        #expect(try await house.get("/?issue=failed", as: ada).text.contains("/tickets/\(number)"))
        #expect(try await house.post(place, [token, ("act", "again"), ("issue", "1")], as: ada).status == 303)
        let waiting = try #require(try await issue(house))
        #expect(waiting.state == .waiting && waiting.dueAt != nil && waiting.attempts == 0)
      }
    }
  }
}
